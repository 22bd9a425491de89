import { CopyButton } from '@/components/ui/code';
import { Notice } from '@/components/ui/notice';

/** A webhook's key, shown this once. */
export function NewKey({ token }: { token: string | undefined }) {
  if (!token) return null;
  return (
    <Notice tone="ok" role="status" className="mb-4" action={<CopyButton text={token} />}>
      <b>The key that signs its requests, shown this once.</b>
      <code className="mt-1 block font-mono break-all text-ink select-all">{token}</code>
    </Notice>
  );
}
