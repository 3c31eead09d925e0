'use client';
/** The breakdown of a revision: a scene's text beside what it needs, confirmed by mouse or keys. */

import { CheckCheck, Download, Plus, Undo2 } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import {
  type Category,
  type Element,
  elementsAsCsv,
  type State,
  useAddElement,
  useBreakdown,
  useChangeElement,
  useDecide,
  useSheet,
  useSheetHeaders,
} from '@/api/breakdown-queries';
import { useAccess } from '@/api/production-queries';
import { Button } from '@/components/button';
import { type Command, useCommands } from '@/components/commands';
import { Dialog } from '@/components/dialog';
import { saveFile } from '@/components/save-file';
import { Empty, Shown } from '@/components/states';
import { countOf, eighthsOf } from '@/components/words';
import { PrintPaper } from '@/papers/button';
import { CATEGORIES, titleOf } from './breakdown';
import { ElementForm, type Values } from './element-form';
import { ElementList } from './element-list';
import { SceneNav } from './scene-nav';
import { ScriptPage } from './script-page';
import { CarriedOver, Warnings } from './told';
import { useUndo } from './undo';

type Open = { element: Element | null; values: Values; line?: number; words?: string };

export function Room({ projectId, revisionId }: { projectId: string; revisionId: string }) {
  const query = useSearchParams();
  const scene = Math.max(0, Number.parseInt(query.get('s') ?? '0', 10) || 0);
  const breakdown = useBreakdown(revisionId);
  const headers = useSheetHeaders(revisionId);
  const sheet = useSheet(revisionId, scene);
  const decide = useDecide();
  const change = useChangeElement();
  const add = useAddElement(revisionId);
  const undo = useUndo();
  const [open, setOpen] = useState<Open | null>(null);
  const [withDismissed, setWithDismissed] = useState(false);
  const permitted = useAccess(projectId).data?.permissions.includes('preproduction:write') ?? false;
  const mayWork = permitted && (breakdown.data?.newest ?? false);
  const scenes = headers.data ?? [];
  const elements = sheet.data?.elements ?? [];

  const show = (index: number) => {
    const next = new URLSearchParams(window.location.search);
    next.set('s', String(Math.min(Math.max(0, index), scenes.length - 1)));
    window.history.replaceState(null, '', `?${next}`);
  };
  const decideOn = (chosen: readonly Element[], state: State) => {
    for (const seen of ['suggested', 'confirmed', 'dismissed'] as const) {
      const ids = chosen.filter((each) => each.state === seen && seen !== state).map(({ id }) => id);
      if (ids.length === 0) continue;
      const decision = { revisionId, scene, ids, seen, state };
      const what = chosen.length === 1 && chosen[0] ? titleOf(chosen[0]) : countOf(ids.length, 'element');
      decide.mutate(decision, {
        onSuccess: () => undo.note(what, () => decide.mutateAsync({ ...decision, seen: state, state: seen })),
      });
    }
  };
  const save = async ({ name, category, count, scene: wanted }: Values) => {
    if (!open) return;
    const { element: before } = open;
    if (!before) {
      const made = await add.mutateAsync({
        ...{ name, category, count, scene: wanted },
        ...(wanted === open.values.scene && open.line !== undefined
          ? { line: open.line, words: open.words ?? '' }
          : {}),
      });
      const taken = { revisionId, scene: wanted, ids: [made.id], seen: 'confirmed', state: 'dismissed' } as const;
      undo.note(name, () => decide.mutateAsync(taken));
      return;
    }
    const moved = wanted === before.scene ? {} : { scene: wanted };
    const made = await change.mutateAsync({
      seen: before,
      changes: { name, category, count, state: 'confirmed', ...moved },
    });
    const former = { name: before.name, category: before.category, count: before.count, state: before.state };
    const place = before.scene === null || wanted === before.scene ? {} : { scene: before.scene };
    undo.note(name, () => change.mutateAsync({ seen: made, changes: { ...former, ...place } }));
  };
  const edit = (element: Element) =>
    setOpen({
      element,
      values: { name: element.name, category: element.category, count: element.count, scene: element.scene ?? scene },
    });
  const begin = (category: Category = 'props') => {
    const { words, line } = selected();
    setOpen({ element: null, values: { name: words, category, count: 1, scene }, line, words });
  };
  const focused = () => elements.find(({ id }) => id === document.activeElement?.getAttribute('data-element'));
  const onFocused = (run: (element: Element) => void) => () => {
    const element = focused();
    if (element && mayWork) run(element);
  };
  const waiting = elements.filter((each) => each.state === 'suggested');
  const confirmScene = () => decideOn(waiting, 'confirmed');
  const group = 'Breakdown';
  const work: Command[] = mayWork
    ? [
        {
          id: 'bd-confirm',
          title: 'Confirm the element',
          group,
          keys: ['c'],
          run: onFocused((it) => decideOn([it], 'confirmed')),
        },
        {
          id: 'bd-dismiss',
          title: 'Dismiss the element',
          group,
          keys: ['x'],
          run: onFocused((it) => decideOn([it], 'dismissed')),
        },
        { id: 'bd-edit', title: 'Change the element', group, keys: ['e'], run: onFocused(edit) },
        { id: 'bd-all', title: 'Confirm all of the scene', group, keys: ['a'], run: confirmScene },
        {
          id: 'bd-add',
          title: 'Add an element, of the words that are selected',
          group,
          keys: ['+'],
          run: () => begin(),
        },
        { id: 'bd-undo', title: 'Undo in the breakdown', group, keys: ['mod+z'], run: undo.run },
        ...CATEGORIES.slice(0, 9).map(
          ({ category, name }, index): Command => ({
            id: `bd-${category}`,
            title: `Add to, or put into ${name}`,
            group,
            keys: [String(index + 1)],
            run: () => {
              const element = focused();
              if (!element || selected().words) return begin(category);
              change.mutate(
                { seen: element, changes: { category } },
                {
                  onSuccess: (made) =>
                    undo.note(element.name, () =>
                      change.mutateAsync({ seen: made, changes: { category: element.category, state: element.state } }),
                    ),
                },
              );
            },
          }),
        ),
      ]
    : [];
  useCommands([
    { id: 'bd-next', title: 'Next element', group, keys: ['j'], run: () => step(1) },
    { id: 'bd-before', title: 'Element before', group, keys: ['k'], run: () => step(-1) },
    { id: 'bd-scene', title: 'Next scene', group, keys: ['n'], run: () => show(scene + 1) },
    { id: 'bd-back', title: 'Scene before', group, keys: ['p'], run: () => show(scene - 1) },
    ...work,
  ]);
  return (
    <>
      <Shown of={breakdown}>
        {(all) => (
          <>
            <div className="flex flex-wrap items-center gap-2">
              <p role="status" className="mr-auto text-sm text-quiet">
                {countOf(all.scenes, 'scene')}, {eighthsOf(all.eighths)} pages, {countOf(all.story_days, 'story day')};{' '}
                {confirmedOf(all.categories)}
                {permitted ? '' : '. You may look, and your role does not let you change it'}
              </p>
              {mayWork && (
                <>
                  <Button onClick={confirmScene} disabled={waiting.length === 0} title="A">
                    <CheckCheck aria-hidden className="size-4" />
                    Confirm the scene
                  </Button>
                  <Button onClick={() => begin()} title="+">
                    <Plus aria-hidden className="size-4" />
                    Add
                  </Button>
                  <Button onClick={undo.run} disabled={undo.last === null} title="Ctrl Z">
                    <Undo2 aria-hidden className="size-4" />
                    Undo{undo.last === null ? '' : `: ${undo.last}`}
                  </Button>
                </>
              )}
              <Button onClick={() => void elementsAsCsv(revisionId).then((file) => saveFile(file, 'elements.csv'))}>
                <Download aria-hidden className="size-4" />
                CSV
              </Button>
              <PrintPaper of="revision" id={revisionId} />
            </div>
            <CarriedOver
              revisionId={revisionId}
              breakdown={all}
              mayWork={mayWork}
              putBack={edit}
              forget={(element) => decideOn([element], 'dismissed')}
            />
            <Warnings breakdown={all} scenes={scenes} />
          </>
        )}
      </Shown>
      <Shown of={headers}>
        {(items) =>
          items.length === 0 ? (
            <Empty>This screenplay has no scene yet: one begins with a line such as INT. KITCHEN - NIGHT.</Empty>
          ) : (
            <div className="grid items-start gap-4 lg:grid-cols-[14rem_minmax(0,1fr)_24rem]">
              <SceneNav scenes={items} here={scene} show={show} />
              <Shown of={sheet}>
                {(of) => (
                  <>
                    <div className="flex min-w-0 flex-col gap-3">
                      <Head of={of} />
                      <ScriptPage sheet={of} goTo={focusOn} />
                    </div>
                    <section aria-label="Elements of the scene" className="flex flex-col gap-3">
                      {of.elements.every((each) => each.state === 'dismissed') && (
                        <Empty>Nothing is suggested for this scene{mayWork ? '; add what it needs.' : '.'}</Empty>
                      )}
                      <ElementList
                        elements={of.elements}
                        withDismissed={withDismissed}
                        acts={{ decide: decideOn, edit, mayWork }}
                      />
                      {of.elements.some((each) => each.state === 'dismissed') && (
                        <label className="flex items-center gap-2 text-sm text-quiet">
                          <input
                            type="checkbox"
                            checked={withDismissed}
                            onChange={() => setWithDismissed(!withDismissed)}
                            className="size-4 accent-[#e5b567]"
                          />
                          Show what was dismissed
                        </label>
                      )}
                    </section>
                  </>
                )}
              </Shown>
            </div>
          )
        }
      </Shown>
      <Dialog
        title={open?.element ? (open.element.lost ? 'Put it back' : 'Change the element') : 'Add an element'}
        open={open !== null}
        onOpenChange={() => setOpen(null)}
      >
        {open && (
          <ElementForm
            element={open.element}
            values={open.values}
            scenes={scenes}
            save={save}
            close={() => setOpen(null)}
          />
        )}
      </Dialog>
    </>
  );
}

/** The head of the sheet, as the trade prints it. */
function Head({ of }: { of: NonNullable<ReturnType<typeof useSheet>['data']> }) {
  const side = of.interior ? (of.exterior ? 'INT/EXT' : 'INT') : of.exterior ? 'EXT' : '';
  const told: [string, string][] = [
    ['Sheet', String(of.scene + 1)],
    ['Scene', of.number],
    ['I/E', side],
    ['Set', of.location ?? ''],
    ['Time', of.time ?? ''],
    ['Pages', eighthsOf(of.eighths)],
    ['Page', of.start_page.toFixed(0)],
    ['Story day', of.story_day],
    ['Synopsis', of.synopsis ?? ''],
  ];
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {told
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="flex gap-1.5">
            <dt className="text-quiet">{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}

function confirmedOf(categories: readonly { suggested: number; confirmed: number }[]): string {
  const confirmed = categories.reduce((sum, each) => sum + each.confirmed, 0);
  const waiting = categories.reduce((sum, each) => sum + each.suggested, 0);
  return `${confirmed} of ${countOf(confirmed + waiting, 'element')} confirmed`;
}

/** What of the scene's text is selected, and the line of its paragraph. */
function selected(): { words: string; line?: number } {
  const selection = window.getSelection();
  const node = selection?.anchorNode;
  const paragraph = (node instanceof HTMLElement ? node : node?.parentElement)?.closest<HTMLElement>('[data-line]');
  const words = selection?.toString().replace(/\s+/g, ' ').trim().slice(0, 200) ?? '';
  return paragraph && words ? { words, line: Number(paragraph.dataset.line) } : { words: '' };
}

function focusOn(id: string): void {
  document.querySelector<HTMLElement>(`[data-element="${id}"]`)?.focus();
}

/** To the element so many further, from the one that has the focus; to the first where none has. */
function step(by: number): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-element]')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
}
