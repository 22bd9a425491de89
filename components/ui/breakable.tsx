import { Fragment } from 'react';

/** A metric's name, or several: it breaks after its dots and underscores, if it must. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[._])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
    <Fragment key={i}>
      {part}
      <wbr />
    </Fragment>
  ));
}
