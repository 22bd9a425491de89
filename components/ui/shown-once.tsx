import { CopyButton } from './code';
import { Notice } from './notice';

interface Props {
  /** A token, key or link that nobody will see again; nothing is shown where there is none. */
  secret: string | null | undefined;
  /** What it is, and that it is shown this once. */
  children: React.ReactNode;
  className?: string;
}

/** What was just made and is kept by its fingerprint alone: to be copied now. */
export function ShownOnce({ secret, children, className }: Props) {
  if (!secret) return null;
  return (
    <Notice tone="ok" role="status" className={className} action={<CopyButton text={secret} />}>
      {children}
      <code className="mt-1 block font-mono break-all text-ink select-all">{secret}</code>
    </Notice>
  );
}
