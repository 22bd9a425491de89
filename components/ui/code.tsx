'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { buttonClass } from './button';
import { CheckIcon, CopyIcon } from './icons';

/** Copies a text and says so; where the clipboard is closed (plain http) it selects through a text area. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      onClick={() => void copyText(text).then(() => setCopied(true))}
      className={buttonClass('plain', 'sm', 'min-w-21')}
    >
      {copied ? <CheckIcon size={13} className="text-ok" /> : <CopyIcon size={13} />}
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </button>
  );
}

async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** Code as it is pasted: strings green, comments grey, the secret marked. */
export function Code({ code, secret, className }: { code: string; secret?: string; className?: string }) {
  return (
    <pre className={`overflow-x-auto font-mono text-sm leading-[1.7] whitespace-pre text-ink ${className ?? ''}`}>
      <code>
        {code.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a constant text
          <span key={index}>
            {paint(line, secret)}
            {'\n'}
          </span>
        ))}
      </code>
    </pre>
  );
}

function paint(line: string, secret: string | undefined): ReactNode {
  if (/^\s*(#|\/\/)/.test(line)) return <span className="text-ink3">{line}</span>;
  return line.split(/("[^"]*")/).map((part, index) => {
    const quoted = part.startsWith('"') && part.length > 1;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a constant text
      <span key={index} className={quoted ? 'text-ok' : undefined}>
        {mark(part, secret)}
      </span>
    );
  });
}

function mark(part: string, secret: string | undefined): ReactNode {
  if (!secret || !part.includes(secret)) return part;
  const [before, ...after] = part.split(secret);
  return (
    <>
      {before}
      <mark className="rounded-xs bg-accent-bg px-0.5 text-accent">{secret}</mark>
      {after.join(secret)}
    </>
  );
}
