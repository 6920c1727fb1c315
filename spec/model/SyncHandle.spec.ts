import { describe, expect, it } from 'vitest';
import { checkedHandle, newHandle, SyncHandle } from '../../src/model/SyncHandle.js';
import { handleOf } from '../support/picture.js';
import { succeeded } from '../support/tasks.js';

describe('SyncHandle', () => {
  const whole = handleOf({ contextId: 'ctx', path: '/data', mode: 'upload', baseline: [succeeded()] });

  it('survives JSON, and loses what it does not know', () => {
    const stored: unknown = JSON.parse(JSON.stringify({ ...whole, more: 1 }));
    expect(SyncHandle.decode(stored)).toEqual({ _tag: 'Right', right: whole });
    expect(SyncHandle.decode(JSON.parse(JSON.stringify(handleOf({ baseline: undefined }))))._tag).toBe('Right');
    expect(SyncHandle.name).toBe('SyncHandle');
  });

  it.each([
    ['another form', { ...whole, version: 2 }],
    ['no session', { ...whole, sessionId: undefined }],
    ['a mode that is no text', { ...whole, mode: 7 }],
    ['a baseline that is no list', { ...whole, baseline: 'x' }],
    ['a baseline of something else', { ...whole, baseline: [7] }],
    ['no word on the trigger', { ...whole, accepted: undefined }],
    ['a time that is text', { ...whole, triggeredAt: 'now' }],
  ])('is not one with %s', (_, value) => {
    expect(SyncHandle.decode(value)._tag).toBe('Left');
  });

  it('that is new knows of no trigger, and holds text only', () => {
    expect(newHandle({ service: 'AGB', sessionId: 's' }, { contextId: 7 as never, path: '/data' }, 5)).toEqual({
      version: 1,
      service: 'AGB',
      sessionId: 's',
      contextId: undefined,
      path: '/data',
      mode: undefined,
      requestId: '',
      triggeredAt: 5,
      accepted: false,
    });
  });

  it('is checked before it is followed', () => {
    expect(checkedHandle(whole, { service: 'AGB', sessionId: 's-1' })).toEqual(whole);
    expect(() => checkedHandle(7, { service: 'AGB', sessionId: 's-1' })).toThrow(
      '`handle` must be a handle that `start` gave, as it was',
    );
    expect(() => checkedHandle(whole, { service: 'AGB', sessionId: 's-2' })).toThrow(
      '`handle` must be of this session',
    );
    expect(() => checkedHandle({ ...whole, path: undefined }, { service: 'AGB', sessionId: 's-1' })).toThrow(
      '`path` is needed',
    );
    expect(() => checkedHandle({ ...whole, contextId: '', path: '' }, { service: 'AGB', sessionId: 's-1' })).toThrow(
      '`contextId` must be text',
    );
  });
});
