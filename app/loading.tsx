import { Page } from '@/components/shell/page';
import { PageSkeleton, Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <>
      <div className="border-b border-line bg-card">
        <div className="mx-auto flex h-[51px] max-w-[90rem] items-center gap-3 px-8 max-sm:h-14 max-sm:px-4">
          <Skeleton className="size-5.5" />
          <Skeleton className="h-4 w-28" />
        </div>
      </div>
      <Page><PageSkeleton /></Page>
    </>
  );
}
