'use client';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Code, CopyButton } from '@/components/ui/code';
import { SavedNote } from '@/components/ui/saved-note';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import { NOTHING_SAVED, type SaveAction } from './save';

interface BadgeSectionProps {
  /** Of the picture; null until somebody makes one. */
  path: string | null;
  /** Headroom's own address, without a slash at its end. */
  url: string;
  app: { slug: string; name: string };
  action: SaveAction;
  mayEdit: boolean;
}

/** The picture for a README: whoever has its address sees the state and what breaks first, and nothing else. */
export function BadgeSection({ path, url, app, action, mayEdit }: BadgeSectionProps) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  return (
    <Card
      id="badge"
      title="Badge"
      says={
        <>
          {path === null ? 'A small picture of the app’s headroom, for a README. ' : ''}Whoever has its address sees the
          state, how much is left and what breaks first, and nothing else.
          {path === null ? '' : ' A new address withdraws this one.'}
        </>
      }
    >
      {path === null ? null : <Picture path={path} url={url} app={app} />}
      <WhatWentWrong error={state.error} className="mt-4" />
      {mayEdit ? (
        <form {...form} className="mt-4 flex items-center gap-3">
          <Button type="submit" busy={busy}>
            {path === null ? 'Make a badge' : 'Renew the address'}
          </Button>
          <SavedNote at={state.savedAt} busy={busy}>
            This is the new address.
          </SavedNote>
        </form>
      ) : (
        <p className="mt-3 text-xs text-ink3">An editor may {path === null ? 'make one' : 'renew it'}.</p>
      )}
    </Card>
  );
}

function Picture({ path, url, app }: { path: string } & Pick<BadgeSectionProps, 'url' | 'app'>) {
  const markdown = `[![Headroom](${url}${path})](${url}/apps/${app.slug})`;
  return (
    <>
      {/* biome-ignore lint/performance/noImgElement: a picture of ours, drawn anew at each look */}
      <img key={path} src={path} alt={`Headroom of ${app.name}`} height={20} className="mt-4 h-5" />
      <p className="mt-4 mb-1 text-xs font-medium text-ink2">Markdown</p>
      <div className="flex items-start gap-3 rounded-md border border-line bg-sunk py-2 pr-2 pl-3">
        <Code code={markdown} className="min-w-0 grow self-center" />
        <CopyButton text={markdown} />
      </div>
    </>
  );
}
