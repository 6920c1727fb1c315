import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ServiceRefusal, toRefusal } from '../protocol/ServiceRefusal.js';
import { newRequestId } from '../protocol/wireForms.js';
import type { StateArchives } from '../service/StateArchives.js';
import { controlPath } from './answerControl.js';

/** Whether a request to the control gives, or is given, a whole archive. */
export const isAboutArchive = (target: string): boolean =>
  [`${controlPath}export`, `${controlPath}import`].includes(target);

/** Answers `GET export` with an archive, and takes one with `PUT import`. It is on disk whole before it is sent, or looked at. */
export const answerArchive = async (
  archives: StateArchives,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    await archives.withPlace(async (place, signal) => {
      const file = path.join(place, 'state.zip');
      switch (`${request.method} ${target.slice(controlPath.length)}`) {
        case 'GET export':
          await archives.export(file);
          return give(response, file, signal);
        case 'PUT import':
          await pipeline(request, createWriteStream(file), { signal });
          await archives.import(file);
          write(response, 200, { success: true, requestId: newRequestId() });
          return;
        default:
          throw new ServiceRefusal('InvalidAction.NotFound', 'There is no such control.', 404);
      }
    });
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const { httpStatus, message } = toRefusal(error);
    // Nobody reads what else is sent.
    response.setHeader('Connection', 'close');
    write(response, httpStatus, { success: false, requestId: newRequestId(), message });
  }
};

const give = async (response: ServerResponse, file: string, signal: AbortSignal): Promise<void> => {
  const { size } = await stat(file);
  response.writeHead(200, {
    'Content-Type': 'application/zip',
    'Content-Length': size,
    'Content-Disposition': 'attachment; filename="emulator-state.zip"',
  });
  await pipeline(createReadStream(file), response, { signal });
};

const write = (response: ServerResponse, httpStatus: number, body: object): void => {
  response.writeHead(httpStatus, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};
