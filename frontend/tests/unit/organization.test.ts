import { describe, expect, it } from 'vitest';
import { ACTIONS, actionName, changesOf } from '@/organization/actions';
import { browserOf } from '@/organization/browser';
import { roleName } from '@/organization/roles';

describe('an entry of the audit trail', () => {
  it('says each field that changed, from what to what', () => {
    expect(changesOf({ before: { title: 'Low Tide' }, after: { title: 'High Tide', team_only: false } })).toEqual([
      'title: Low Tide → High Tide',
      'team_only: false',
    ]);
    expect(changesOf({ before: { name: 'Ida' }, after: null })).toEqual(['name: was Ida']);
    expect(changesOf({ before: null, after: { email: null } })).toEqual(['email: nothing']);
    expect(changesOf({ before: null, after: null })).toEqual([]);
  });

  it('has words for every action, and calls a newer one as the API does', () => {
    expect(new Set(ACTIONS.map(actionName)).size).toBe(ACTIONS.length);
    expect(actionName('poster.drawn')).toBe('poster.drawn');
  });
});

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/17 Safari/605', 'Safari on macOS'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
  ['httpx/0.28', 'httpx/0.28'],
  ['', 'unknown'],
])('%s is %s', (agent, name) => {
  expect(browserOf(agent)).toBe(name);
});

it('roles are called by their names, and a newer one as the API does', () => {
  expect([roleName('assistant_director'), roleName('owner'), roleName('gaffer')]).toEqual([
    'Assistant director',
    'Owner',
    'gaffer',
  ]);
});
