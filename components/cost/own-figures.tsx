'use client';
/** A team's own prices, quantities and currency: each wins over the list, and has its way back. */
import { useActionState } from 'react';
import type { BillLine } from '@/advisor/types';
import { currencySign } from '@/advisor/words/format';
import { FORMULA_NAMES } from '@/catalogue/types';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SelectField, TextField } from '@/components/ui/field';
import { ErrorLine } from '@/components/ui/what-went-wrong';
import type { CostsView } from '@/service/views/views';

type Answer = { error: string | null };

export interface OwnActions {
  price(input: { priceId: string; price: string | null; currency: string }): Promise<Answer>;
  quantity(input: { lineId: string; formula: string | null; reason: string }): Promise<Answer>;
  money(input: { currency: string; perUsd: string }): Promise<Answer>;
}

interface Props {
  view: Pick<CostsView, 'money' | 'ownPrices' | 'quantities'>;
  lines: BillLine[];
  actions: OwnActions;
}

export function OwnFigures({ view, lines, actions }: Props) {
  const { money, ownPrices, quantities } = view;
  const priced = lines.filter((line) => line.priceId !== null);
  const currencies = [...new Set(['USD', money.currency])];
  return (
    <Card
      id="own"
      title="Your own figures"
      note="they win over the lists, for all apps of the team; quantities for this app"
    >
      <div className="grid gap-6 lg:grid-cols-3">
        <Form
          title="A price that you pay"
          send={(text) => actions.price({ priceId: text('priceId'), price: text('price'), currency: text('currency') })}
        >
          <SelectField label="For" name="priceId">
            {priced.map((line) => (
              <option key={line.priceId} value={line.priceId ?? ''}>
                {line.title}: {line.plan}
              </option>
            ))}
          </SelectField>
          <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-3">
            <TextField label="Unit price" name="price" inputMode="decimal" required maxLength={20} />
            <SelectField label="In" name="currency" defaultValue={money.currency}>
              {currencies.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </SelectField>
          </div>
        </Form>
        <Form
          title="A quantity of this app"
          send={(text) =>
            actions.quantity({ lineId: text('lineId'), formula: text('formula'), reason: text('reason') })
          }
        >
          <SelectField label="Of" name="lineId">
            {priced.map((line) => (
              <option key={line.id} value={line.id}>
                {line.title}
              </option>
            ))}
          </SelectField>
          <TextField
            label="A number or a formula"
            name="formula"
            required
            maxLength={500}
            placeholder="max(2, instances)"
            hint={`It may name ${Object.keys(FORMULA_NAMES).join(', ')}.`}
          />
          <TextField label="Because" name="reason" maxLength={300} />
        </Form>
        <Form
          title="The currency of your bills"
          send={(text) => actions.money({ currency: text('currency').toUpperCase(), perUsd: text('perUsd') })}
        >
          <div className="grid grid-cols-[96px_minmax(0,1fr)] gap-3">
            <TextField label="Currency" name="currency" required maxLength={3} defaultValue={money.currency} />
            <TextField
              label="One US dollar costs"
              name="perUsd"
              inputMode="decimal"
              required
              maxLength={20}
              defaultValue={money.perUsd}
              unit={money.currency}
            />
          </div>
        </Form>
      </div>
      {ownPrices.length + quantities.length > 0 ? (
        <ul className="mt-4 border-line border-t pt-3 text-sm">
          {ownPrices.map((it) => (
            <Kept
              key={it.priceId}
              words={`${it.title}: ${currencySign(it.currency)}${it.price}`}
              back="List price again"
              undo={() => actions.price({ priceId: it.priceId, price: null, currency: it.currency })}
            />
          ))}
          {quantities.map((it) => (
            <Kept
              key={it.lineId}
              words={`${lines.find((line) => line.id === it.lineId)?.title ?? it.lineId}: ${it.formula}${it.reason ? `, because ${it.reason}` : ''}`}
              back="As measured again"
              undo={() => actions.quantity({ lineId: it.lineId, formula: null, reason: '' })}
            />
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

interface FormProps {
  title: string;
  send(text: (name: string) => string): Promise<Answer>;
  children: React.ReactNode;
}

function Form({ title, send, children }: FormProps) {
  const [result, act, busy] = useActionState(
    async (_: Answer | null, data: FormData) => send((name) => String(data.get(name) ?? '').trim()),
    null,
  );
  return (
    <form action={act} className="grid content-start gap-3">
      <h3 className="font-medium text-ink text-sm">{title}</h3>
      {children}
      <Button type="submit" busy={busy} className="justify-self-start">
        Save
      </Button>
      <ErrorLine error={result?.error} />
    </form>
  );
}

function Kept({ words, back, undo }: { words: string; back: string; undo(): Promise<Answer> }) {
  const [result, act, busy] = useActionState(async () => undo(), null);
  return (
    <li>
      <form action={act} className="flex flex-wrap items-center justify-between gap-2 py-1">
        <span className="min-w-0 break-words text-ink2">{words}</span>
        <Button type="submit" kind="quiet" size="sm" busy={busy}>
          {back}
        </Button>
        <ErrorLine error={result?.error} className="w-full" />
      </form>
    </li>
  );
}
