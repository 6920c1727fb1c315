import { describe, expect, it } from 'vitest';
import { checkedHandle, newHandle, SyncHandle } from '../../../src/model/sync/SyncHandle.js';
import { handleOf } from '../../support/picture.js';
import { succeeded, task } from '../../support/tasks.js';

describe('SyncHandle', () => {
  const whole = handleOf({ contextId: 'ctx', path: '/data', mode: 'upload', baseline: [succeeded()], seen: [task()] });

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
    ['something else that was seen', { ...whole, seen: [7] }],
    ['a service that nobody knows', { ...whole, service: 'other' }],
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

  it('is of one service: the other one refuses it', () => {
    const elsewhere = { service: 'AgentBay', sessionId: 's-1' } as const;
    expect(() => checkedHandle(whole, elsewhere)).toThrow('`handle` must be of AgentBay: it is of AGB');
    expect(checkedHandle({ ...whole, service: 'AgentBay' }, elsewhere)).toEqual({ ...whole, service: 'AgentBay' });
  });

  it('of 0.1.0 names no service, and is taken for what it is given to', () => {
    const { service: _service, ...old } = whole;
    expect(checkedHandle(old, { service: 'AgentBay', sessionId: 's-1' })).toEqual({ ...whole, service: 'AgentBay' });
  });

  it.each([Number.NaN, Infinity])('is none with %s for a time', (triggeredAt) => {
    const place = { service: 'AGB', sessionId: 's-1' } as const;
    expect(() => checkedHandle({ ...whole, triggeredAt }, place)).toThrow('must be a handle that `start` gave');
  });
});
