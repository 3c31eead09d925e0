/** The rooms of a project, in the order of the work. A new room is a line here, and a page. */

import {
  Calculator,
  CalendarDays,
  ChartColumn,
  Clapperboard,
  ClipboardList,
  Factory,
  LayoutGrid,
  ListChecks,
  type LucideIcon,
  Play,
  ScrollText,
  Tags,
  Users,
} from 'lucide-react';

export type Room = {
  path: string;
  name: string;
  /** After G: a letter that goes there. */
  key: string;
  icon: LucideIcon;
};

export const ROOMS: readonly Room[] = [
  { path: '/project/', name: 'Desk', key: 'd', icon: Clapperboard },
  { path: '/script/', name: 'Script', key: 's', icon: ScrollText },
  { path: '/reports/', name: 'Reports', key: 'r', icon: ChartColumn },
  { path: '/cast/', name: 'Cast', key: 'c', icon: Users },
  { path: '/breakdown/', name: 'Breakdown', key: 'k', icon: Tags },
  { path: '/schedule/', name: 'Schedule', key: 'e', icon: CalendarDays },
  { path: '/callsheet/', name: 'Calls', key: 'l', icon: ClipboardList },
  { path: '/budget/', name: 'Budget', key: 'u', icon: Calculator },
  { path: '/boards/', name: 'Boards', key: 'b', icon: LayoutGrid },
  { path: '/production/', name: 'Production', key: 'm', icon: Factory },
  { path: '/watch/', name: 'Watch', key: 'w', icon: Play },
  { path: '/tasks/', name: 'Tasks', key: 't', icon: ListChecks },
];
