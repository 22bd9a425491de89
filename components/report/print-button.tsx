'use client';
import { Button } from '@/components/ui/button';

/** Opens the browser’s own print dialog. */
export function PrintButton() {
  return (
    <Button kind="primary" size="sm" onClick={() => print()}>
      Print
    </Button>
  );
}
