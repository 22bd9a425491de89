import { Table as TremorTable } from '@tremor/react/dist/components/list-elements/Table/Table.js';
import { TableBody as TremorTableBody } from '@tremor/react/dist/components/list-elements/Table/TableBody.js';
import { TableCell } from '@tremor/react/dist/components/list-elements/Table/TableCell.js';
import { TableHead as TremorTableHead } from '@tremor/react/dist/components/list-elements/Table/TableHead.js';
import { TableHeaderCell } from '@tremor/react/dist/components/list-elements/Table/TableHeaderCell.js';
import { TableRow } from '@tremor/react/dist/components/list-elements/Table/TableRow.js';
import type { ComponentProps } from 'react';
import { cx } from './cx';

/** Tables share one rhythm: 12 px heads, 13 px rows, numbers to the right, rules between rows. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <TremorTable className={cx('border-collapse text-sm text-ink2', className)} {...rest} />;
}

export function Thead(props: ComponentProps<'thead'>) {
  return <TremorTableHead {...props} />;
}

export function Tbody({ className, ...rest }: ComponentProps<'tbody'>) {
  return <TremorTableBody className={cx('divide-line align-middle', className)} {...rest} />;
}

export function Tr(props: ComponentProps<'tr'>) {
  return <TableRow {...props} />;
}

type CellProps<T extends 'td' | 'th'> = ComponentProps<T> & { end?: boolean };

/** `end` aligns numbers at their last digit. */
export function Th({ end, className, scope = 'col', ...rest }: CellProps<'th'>) {
  return (
    <TableHeaderCell
      scope={scope}
      className={cx(
        'border-b border-line px-2 py-2 text-xs font-normal text-ink3 first:pl-0 last:pr-0',
        end && 'text-right',
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ end, className, ...rest }: CellProps<'td'>) {
  return <TableCell className={cx('px-2 py-2 first:pl-0 last:pr-0', end && 'text-right', className)} {...rest} />;
}
