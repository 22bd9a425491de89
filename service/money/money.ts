/** What a team pays, in which currency it reckons, and its own quantities of a bill. Each wins over the list. */
import { catalogue, FormulaError, readFormula } from '@/catalogue/index';
import type { Prisma } from '@/prisma/generated/client';
import { invalid } from '../errors';
import { reEvaluate } from '../evaluate/re-evaluate';
import {
  type MoneyInput,
  moneyInput,
  type OwnPriceInput,
  ownPriceInput,
  type QuantityInput,
  quantityInput,
} from '../inputs/money';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';

export const MOST_PRICES = 500;
export const MOST_QUANTITIES = 50;

/** The team's price of something in the lists, for all of its apps; null takes it away. */
export async function setOwnPrice(actor: Actor, slug: string, input: OwnPriceInput): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'setOwnPrice',
    schema: ownPriceInput,
    input,
    run: async (tx, { app, team }, { priceId, price, currency }) => {
      if (!catalogue().prices.has(priceId))
        throw invalid('priceId', `There is no price "${priceId}" in the lists.`, 'Choose a line of the bill.');
      const key = { teamId: team.id, priceId };
      if (price === null) {
        await tx.ownPrice.deleteMany({ where: key });
        return app.id;
      }
      if (currency !== 'USD' && currency !== team.currency)
        throw invalid(
          'currency',
          `currency: bills of this team are in ${team.currency}.`,
          `Write USD or ${team.currency}.`,
        );
      const known = await tx.ownPrice.count({ where: { teamId: team.id, NOT: { priceId } } });
      if (known >= MOST_PRICES)
        throw invalid('priceId', `At most ${MOST_PRICES} prices of your own.`, 'Remove one first.');
      const data = { price, currency, userId: idOf(actor), at: new Date(resources().now()) };
      await tx.ownPrice.upsert({ where: { teamId_priceId: key }, create: { ...key, ...data }, update: data });
      return app.id;
    },
    details: ({ priceId, price, currency }) => ({ priceId, price, currency }),
  });
  await reEvaluate(appId);
}

/** The currency of the team's bills, and how much of it a US dollar costs. */
export async function setMoney(actor: Actor, slug: string, input: MoneyInput): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'setMoney',
    schema: moneyInput,
    input,
    run: async (tx, { app, team }, { currency, perUsd }) => {
      const perUsdAt = new Date(resources().now());
      await tx.team.update({ where: { id: team.id }, data: { currency, perUsd, perUsdAt } });
      return app.id;
    },
    details: (it) => it,
  });
  await reEvaluate(appId);
}

/** The app's own quantity of one line of its bills: a number or a formula; null goes back to what is measured. */
export async function setQuantity(actor: Actor, slug: string, input: QuantityInput): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'setQuantity',
    schema: quantityInput,
    input,
    run: async (tx, { app }, { lineId, formula, reason }) => {
      const kept = { ...(app.quantities as Record<string, Prisma.InputJsonObject>) };
      if (formula === null) delete kept[lineId];
      else kept[lineId] = { formula: readable(formula), reason };
      if (Object.keys(kept).length > MOST_QUANTITIES)
        throw invalid('lineId', `At most ${MOST_QUANTITIES} quantities of your own.`, 'Remove one first.');
      await tx.app.update({ where: { id: app.id }, data: { quantities: kept } });
      return app.id;
    },
    details: ({ lineId, formula, reason }) => ({ lineId, formula, reason }),
  });
  await reEvaluate(appId);
}

/** @throws ServiceError `invalid` where it is no formula. */
export function readable(text: string): string {
  try {
    readFormula(text);
    return text;
  } catch (error) {
    if (error instanceof FormulaError) throw invalid('formula', `formula: ${error.message}`);
    throw error;
  }
}

const idOf = (actor: Actor) => (actor.kind === 'user' ? actor.userId : null);
