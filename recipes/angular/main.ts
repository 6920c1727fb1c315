import '@angular/compiler';
import { bootstrapApplication } from '@angular/platform-browser';
import '../style.css';
import { SyncPanel } from './sync-panel';

void bootstrapApplication(SyncPanel);
