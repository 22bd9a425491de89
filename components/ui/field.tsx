'use client';

import { TextInput } from '@tremor/react/dist/components/input-elements/TextInput/TextInput.js';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx';

interface FieldProps {
  label: ReactNode;
  /** Said under the label, before anything is wrong. */
  hint?: ReactNode;
  /** Said under the input: what is wrong and how to mend it. */
  error?: string | null;
  /** A unit or a word at the right end of the input. */
  unit?: string;
  className?: string;
}

type TextFieldProps = FieldProps &
  Omit<ComponentProps<typeof TextInput>, 'error' | 'errorMessage' | 'className' | 'stepper'>;

/** A labelled text input; label, hint and error are tied to it for a screen reader. */
export function TextField({ label, hint, error, unit, className, id, ...input }: TextFieldProps) {
  const made = useId();
  const inputId = id ?? made;
  return (
    <div className={className}>
      <label htmlFor={inputId} className="block text-sm font-medium text-ink">
        {label}
      </label>
      {hint ? (
        <p id={`${inputId}-hint`} className="mt-0.5 text-xs text-ink2">
          {hint}
        </p>
      ) : null}
      <div className="relative mt-1.5">
        <TextInput
          id={inputId}
          placeholder=""
          aria-invalid={error ? true : undefined}
          aria-describedby={cx(hint && `${inputId}-hint`, error && `${inputId}-error`) || undefined}
          className={cx(
            'h-9 min-w-0 rounded-md border-line2 bg-card max-sm:h-11 [&_input]:placeholder:text-ink3!',
            error && 'border-bad',
          )}
          {...input}
        />
        {unit ? (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-xs text-ink3">
            {unit}
          </span>
        ) : null}
      </div>
      {error ? (
        <p id={`${inputId}-error`} className="mt-1 text-xs text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** The select itself, for where its words stand beside it. */
export function Select({ className, children, ...select }: ComponentProps<'select'>) {
  return (
    <span className="relative block">
      <select
        className={cx(
          'w-full appearance-none rounded-md border border-line2 bg-card pr-8 pl-3 text-sm text-ink max-sm:h-11',
          className,
        )}
        {...select}
      >
        {children}
      </select>
      <svg
        aria-hidden
        width="10"
        height="10"
        viewBox="0 0 10 10"
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-ink3"
      >
        <path d="m1.5 3.25 3.5 3.5 3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
      </svg>
    </span>
  );
}

type SelectFieldProps = FieldProps & ComponentProps<'select'>;

/** A native select in the same dress: it opens as the device's own picker. */
export function SelectField({ label, hint, error, unit, className, id, children, ...select }: SelectFieldProps) {
  const made = useId();
  const selectId = id ?? made;
  return (
    <div className={className}>
      <label htmlFor={selectId} className="block text-sm font-medium text-ink">
        {label}
      </label>
      {hint ? (
        <p id={`${selectId}-hint`} className="mt-0.5 text-xs text-ink2">
          {hint}
        </p>
      ) : null}
      <div className="mt-1.5">
        <Select
          id={selectId}
          aria-invalid={error ? true : undefined}
          aria-describedby={cx(hint && `${selectId}-hint`, error && `${selectId}-error`) || undefined}
          className={cx('h-9', error && 'border-bad')}
          {...select}
        >
          {children}
        </Select>
      </div>
      {unit ? <p className="mt-1 text-xs text-ink3">{unit}</p> : null}
      {error ? (
        <p id={`${selectId}-error`} className="mt-1 text-xs text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}
