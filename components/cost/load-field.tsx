'use client';
/** A number of users typed by hand; Enter asks for its bill. */
import { useRouter } from 'next/navigation';

export function LoadField({ load }: { load: number | null }) {
  const router = useRouter();
  return (
    <form
      className="flex w-[32%] min-w-0 items-center gap-1 px-2"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = Number(String(new FormData(event.currentTarget).get('load')).replace(/[\s,]/g, ''));
        if (typed > 0) router.replace(`?load=${Math.round(typed)}`, { scroll: false });
      }}
    >
      <input
        key={load}
        name="load"
        inputMode="numeric"
        aria-label="Users, press Enter"
        defaultValue={load?.toLocaleString('en-US') ?? ''}
        className="w-full min-w-0 bg-transparent text-right font-semibold text-ink text-sm outline-offset-4"
      />
      <span className="text-ink3 text-xs">users</span>
    </form>
  );
}
