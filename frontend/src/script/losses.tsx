'use client';
import type { Loss } from '@/api/import-queries';
import { Dialog } from '@/components/dialog';

/** What Fountain cannot hold of a file from Final Draft. */
export function Losses({ losses, onClose }: { losses: readonly Loss[]; onClose: () => void }) {
  return (
    <Dialog title="What Fountain cannot hold" open onOpenChange={(open) => !open && onClose()}>
      <div className="flex flex-col gap-3 p-4 text-sm">
        <p className="text-quiet">
          The file is kept as it came, and an export to Final Draft brings back what is not edited. In the editor, and
          in all that is made from it, this reads otherwise:
        </p>
        <ul className="flex flex-col divide-y divide-line">
          {losses.map((loss) => (
            <li key={`${loss.line} ${loss.reason}`} className="py-2 wrap-anywhere">
              {loss.line !== null && <span className="text-quiet">Line {loss.line}: </span>}
              {loss.reason}
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
