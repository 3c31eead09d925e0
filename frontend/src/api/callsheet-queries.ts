/** What the room of call sheets reads and changes: a day's sheet, its versions, locations and crew. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { useChange } from './organization-queries';
import { everything } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type CallSheet = Schemas['CallSheet'];
export type CallSheetSettings = Schemas['CallSheetSettings'];
export type Sheet = Schemas['Sheet'];
export type SheetTime = Schemas['SheetTime'];
export type Version = Schemas['PublishedSheetSummary'];
export type Location = Schemas['Location'];
export type LocationEdit = Schemas['LocationEdit'];
export type CrewMember = Schemas['CrewMember'];
export type CrewMemberEdit = Schemas['CrewMemberEdit'];
export type Department = Schemas['Department'];

const once = () => ({ 'idempotency-key': crypto.randomUUID() });

/** All call sheets of a project, the first ones first. */
export function useCallSheets(projectId: string) {
  return useQuery({
    queryKey: ['call_sheets', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/call-sheets', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

/** The sheet as it would be given out now. */
export function useSheet(id: string) {
  return useQuery({
    queryKey: ['call_sheet', id, 'sheet'],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/call-sheets/{call_sheet_id}/sheet', {
          params: { path: { call_sheet_id: id } },
          signal,
        }),
      ),
  });
}

/** What was given out of it, the newest first. */
export function useVersions(id: string) {
  return useQuery({
    queryKey: ['call_sheet', id, 'versions'],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/call-sheets/{call_sheet_id}/versions', {
            params: { path: { call_sheet_id: id }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
  });
}

/** A version, which never changes. */
export function usePublishedSheet(id: string) {
  return useQuery({
    queryKey: ['published_sheet', id],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/published-sheets/{published_sheet_id}', {
          params: { path: { published_sheet_id: id } },
          signal,
        }),
      ),
    enabled: id !== '',
  });
}

export function useBeginCallSheet(projectId: string) {
  return useChange(['call_sheets'], async (body: { scenario_id: string; day: number }) =>
    answerOf(
      (await api()).POST('/api/v1/projects/{project_id}/call-sheets', {
        params: { path: { project_id: projectId }, header: once() },
        body,
      }),
    ),
  );
}

/** Say something else of a day, as it was seen. */
export function useSayOfDay(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ of, settings }: { of: CallSheet; settings: CallSheetSettings }) =>
      answerOf(
        (await api()).PATCH('/api/v1/call-sheets/{call_sheet_id}', {
          params: { path: { call_sheet_id: of.id }, header: { 'if-match': `"${of.version}"` } },
          body: { settings },
        }),
      ),
    // Refused, too, the list is asked for anew: somebody else has changed it.
    onSettled: (_changed, _error, { of }) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['call_sheets', projectId] }),
        queries.invalidateQueries({ queryKey: ['call_sheet', of.id] }),
      ]),
  });
}

export function useGiveOut() {
  return useChange(['call_sheets', 'call_sheet'], async (of: CallSheet) =>
    answerOf(
      (await api()).POST('/api/v1/call-sheets/{call_sheet_id}/versions', {
        params: { path: { call_sheet_id: of.id }, header: { 'if-match': `"${of.version}"`, ...once() } },
      }),
    ),
  );
}

export function useAcknowledge() {
  return useChange(['call_sheet'], async (id: string) =>
    answerOf(
      (await api()).POST('/api/v1/published-sheets/{published_sheet_id}/receipts', {
        params: { path: { published_sheet_id: id }, header: once() },
      }),
    ),
  );
}

/** A version for a calendar: of one person, or of the unit. */
export async function calendarOf(id: string, person?: string): Promise<string> {
  const params = { path: { published_sheet_id: id }, query: person ? { person } : {} };
  return answerOf(
    (await api()).GET('/api/v1/published-sheets/{published_sheet_id}/calendar.ics', { params, parseAs: 'text' }),
  );
}

export function useLocations(projectId: string) {
  return useQuery({
    queryKey: ['locations', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/locations', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
  });
}

export function useKeepLocation(projectId: string) {
  return useChange(['locations', 'call_sheet'], async ({ of, body }: { of?: Location; body: LocationEdit }) => {
    const client = await api();
    return answerOf(
      of
        ? client.PATCH('/api/v1/locations/{location_id}', {
            params: { path: { location_id: of.id }, header: { 'if-match': `"${of.version}"` } },
            body,
          })
        : client.POST('/api/v1/projects/{project_id}/locations', {
            params: { path: { project_id: projectId }, header: once() },
            body,
          }),
    );
  });
}

export function useDeleteLocation() {
  return useChange(['locations', 'call_sheet'], async (of: Location) =>
    answerOf(
      (await api()).DELETE('/api/v1/locations/{location_id}', {
        params: { path: { location_id: of.id }, header: { 'if-match': `"${of.version}"` } },
      }),
    ),
  );
}

export function useCrew(projectId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['crew_members', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/crew-members', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled,
  });
}

export function useKeepCrewMember(projectId: string) {
  return useChange(['crew_members', 'call_sheet'], async ({ of, body }: { of?: CrewMember; body: CrewMemberEdit }) => {
    const client = await api();
    return answerOf(
      of
        ? client.PATCH('/api/v1/crew-members/{crew_member_id}', {
            params: { path: { crew_member_id: of.id }, header: { 'if-match': `"${of.version}"` } },
            body,
          })
        : client.POST('/api/v1/projects/{project_id}/crew-members', {
            params: { path: { project_id: projectId }, header: once() },
            body,
          }),
    );
  });
}

export function useDeleteCrewMember() {
  return useChange(['crew_members', 'call_sheet'], async (of: CrewMember) =>
    answerOf(
      (await api()).DELETE('/api/v1/crew-members/{crew_member_id}', {
        params: { path: { crew_member_id: of.id }, header: { 'if-match': `"${of.version}"` } },
      }),
    ),
  );
}
