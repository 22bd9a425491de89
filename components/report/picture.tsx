/** A picture of the advisor as SVG: prints sharp, in black and white, without a script. */
import type { Picture as PictureData, Shape, Tone } from '@/advisor/picture/shapes';

const FILL: Record<Tone, string> = {
  ink: 'fill-ink',
  ink2: 'fill-ink2',
  ink3: 'fill-ink3',
  line: 'fill-line',
  line2: 'fill-line2',
  card: 'fill-card',
  accent: 'fill-accent',
  bad: 'fill-bad',
  'bad-sh': 'fill-bad-sh',
  now: 'fill-now',
  go: 'fill-go',
  pl: 'fill-pl',
  fan80: 'fill-fan80',
  p1: 'fill-p1',
  p2: 'fill-p2',
  p3: 'fill-p3',
  p4: 'fill-p4',
  b1: 'fill-b1',
  b2: 'fill-b2',
  b3: 'fill-b3',
  b4: 'fill-b4',
};
const STROKE: Partial<Record<Tone, string>> = {
  ink: 'stroke-ink',
  ink2: 'stroke-ink2',
  ink3: 'stroke-ink3',
  line: 'stroke-line',
  line2: 'stroke-line2',
  card: 'stroke-card',
  accent: 'stroke-accent',
  bad: 'stroke-bad',
  pl: 'stroke-pl',
};

export function Picture({ picture, className = '' }: { picture: PictureData; className?: string }) {
  const { width, height, says, shapes } = picture;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={`block w-full ${className}`} role="img" aria-label={says}>
      {shapes.map((shape, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a kept picture never changes
        <Drawn key={i} shape={shape} />
      ))}
    </svg>
  );
}

function Drawn({ shape }: { shape: Shape }) {
  switch (shape.kind) {
    case 'rect':
      return <rect x={shape.x} y={shape.y} width={shape.width} height={shape.height} className={FILL[shape.fill]} />;
    case 'path':
      return (
        <path
          d={shape.d}
          className={`${shape.fill ? FILL[shape.fill] : 'fill-none'} ${shape.stroke ? (STROKE[shape.stroke] ?? '') : ''}`}
          strokeWidth={shape.width ?? 1}
          strokeDasharray={shape.dash?.join(' ')}
          strokeLinejoin="round"
        />
      );
    case 'text':
      return (
        <text
          x={shape.x}
          y={shape.y}
          fontSize={shape.size}
          fontWeight={shape.bold ? 600 : 400}
          textAnchor={shape.anchor ?? 'start'}
          className={FILL[shape.tone]}
        >
          {shape.text}
        </text>
      );
  }
}
