'use client';
/** Copies a text and says so for a moment. */
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CheckIcon, CopyIcon } from '@/components/ui/icons';

const SAID_MS = 2_000;

/** `text`, or what `from` (an address of this site) answers. */
export function CopyButton({ text, from, children }: { text?: string; from?: string; children: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text ?? (from ? await (await fetch(from)).text() : ''));
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Button onClick={copy}>
      {copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
      <span aria-live="polite">{copied ? 'Copied' : children}</span>
    </Button>
  );
}
