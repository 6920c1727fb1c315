import { describe, expect, it } from 'vitest';
import { joinPath, parseEndpoint } from '../../../src/protocol/http/endpoint.js';

describe('parseEndpoint', () => {
  it.each([
    ['sdk-api.agb.cloud', 'https://sdk-api.agb.cloud/'],
    ['localhost:8443', 'https://localhost:8443/'],
    ['https://example.com/base', 'https://example.com/base'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['http://127.9.9.9', 'http://127.9.9.9/'],
    ['http://localhost:1', 'http://localhost:1/'],
    ['http://emulator.localhost', 'http://emulator.localhost/'],
    ['http://[::1]:1', 'http://[::1]:1/'],
    ['HTTP://LOCALHOST', 'http://localhost/'],
  ])('reads %s', (endpoint, url) => {
    expect(parseEndpoint(endpoint, false).href).toBe(url);
  });

  it.each([
    ['http://example.com', /must be https beyond this machine/],
    ['http://10.0.0.1', /must be https beyond this machine/],
    ['http://localhost.example.com', /must be https beyond this machine/],
    ['http://127.0.0.1.example.com', /must be https beyond this machine/],
    ['https://user:word@example.com', /must not hold a user name or password/],
    ['https://example.com?key=1', /must not have a query/],
    ['https://', /must be a host/],
    ['a b', /must be a host/],
    ['ftp://example.com', /must be a host/],
    ['htps://example.com', /must be a host/],
    ['http:/example.com', /must be a host/],
    ['//example.com', /must be a host/],
    [' ', /must be text that is not blank/],
  ])('refuses %s', (endpoint, rule) => {
    expect(() => parseEndpoint(endpoint, false)).toThrow(rule);
  });

  it('takes plain http anywhere if that is asked for', () => {
    expect(parseEndpoint('http://example.com', true).href).toBe('http://example.com/');
  });
});

describe('below', () => {
  it.each([
    ['https://example.com', 'https://example.com/sdk/X'],
    ['https://example.com/base/', 'https://example.com/base/sdk/X'],
  ])('appends a path to %s', (endpoint, url) => {
    expect(joinPath(new URL(endpoint), '/sdk/X').href).toBe(url);
  });
});
