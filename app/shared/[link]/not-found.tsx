import { EmptyState } from '@/components/ui/empty-state';

/** The same words for a link that ended and one that never was. */
export default function NotFound() {
  return (
    <main id="main">
      <EmptyState mark="cannot-tell" page title="This link shows nothing.">
        It has ended, was withdrawn, or is not complete. Ask who sent it to you for a new one.
      </EmptyState>
    </main>
  );
}
