'use client';
import { Button } from '@/components/ui/button';

/** The browser's own print dialog makes the PDF too. */
export function PrintButton() {
  return (
    <Button kind="primary" onClick={() => print()}>
      Print or PDF
    </Button>
  );
}
