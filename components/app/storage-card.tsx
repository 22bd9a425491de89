/** Disks and the database on them: how full, how fast they fill by time, until when, and what is known of the working set. */
import type { StorageFinding } from '@/advisor/types';
import { databaseSentences, diskSentence } from '@/advisor/words/storage';
import type { Wording } from '@/advisor/words/wording';
import { Card } from '@/components/ui/card';

export function StorageCard({ storage, wording }: { storage: StorageFinding; wording: Wording }) {
  const { disks, database } = storage;
  return (
    <Card id="storage" title="Storage" note="by time, whatever load does">
      <dl className="grid gap-x-6 gap-y-2 py-1 text-sm sm:max-xl:grid-cols-[minmax(8rem,auto)_1fr]">
        {disks.map((disk) => (
          <Row key={disk.name} name={disk.name === '' ? 'Disk' : disk.name}>
            <p>{diskSentence(disk, wording)}.</p>
          </Row>
        ))}
        {database === null ? null : (
          <Row name="Database">
            {databaseSentences(database).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </Row>
        )}
      </dl>
    </Card>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="break-words text-ink max-sm:mt-2 xl:mt-2 xl:first:mt-0">{name}</dt>
      <dd className="text-pretty text-ink2">{children}</dd>
    </>
  );
}
