import { Component, computed, DestroyRef, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { restartable, type RemoteSnapshot, type Run } from 'rx-context-sync/web';
import { fromEventPattern } from 'rxjs';
import { resumableSync$ } from '../resumableSync';

@Component({
  selector: 'sync-panel',
  template: `
    <main>
      <button (click)="sync.start()" [disabled]="run().isRunning">
        {{ snapshot()?.done && !snapshot()?.success ? 'Try again' : 'Sync' }}
      </button>
      <button (click)="sync.cancel()" [disabled]="!run().isRunning">Cancel</button>
      <progress [max]="progress().total || 1" [value]="progress().finished" aria-label="Tasks"></progress>
      @if (snapshot(); as snapshot) {
        <p>{{ snapshot.state }}: {{ progress().finished }} of {{ progress().total }} tasks ended</p>
        <ul>
          @for (task of snapshot.contextStatusData; track task.taskType + task.contextId + task.path) {
            <li>
              {{ task.path }} <span>{{ task.errorMessage || task.status }}</span>
            </li>
          }
        </ul>
        @if (snapshot.warning) {
          <p role="status">Trying again: {{ snapshot.warning.message }}</p>
        }
        @if (!snapshot.done && !run().isRunning) {
          <p role="status">Not watched any more: it may go on. "Sync" follows it again.</p>
        }
        @if (snapshot.errorMessage) {
          <p role="alert">{{ snapshot.errorMessage }}</p>
        }
      }
    </main>
  `,
})
export class SyncPanel {
  protected readonly sync = restartable(resumableSync$('/api/sync'));
  protected readonly run = toSignal(
    fromEventPattern<Run<RemoteSnapshot>>(this.sync.subscribe, (_, leave: () => void) => leave()),
    { requireSync: true },
  );
  protected readonly snapshot = computed(() => this.run().value);
  protected readonly progress = computed(() => this.snapshot()?.progress ?? { total: 0, finished: 0 });

  constructor() {
    inject(DestroyRef).onDestroy(this.sync.cancel);
  }
}
