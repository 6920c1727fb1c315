import { OpenFolder } from './OpenFolder.js';

/** Folders below one, by their paths from it. The last one stays open, with those on the way to it. */
export class FolderCursor {
  readonly #root: OpenFolder;
  #way: { readonly name: string; readonly folder: OpenFolder }[] = [];
  /** Where the last one is: most are asked for many times in a row. */
  #at = '';

  constructor(root: OpenFolder) {
    this.#root = root;
  }

  /** Does something below a folder of this machine. */
  static async use<T>(path: string, work: (folders: FolderCursor) => Promise<T>): Promise<T> {
    const root = await OpenFolder.open(path);
    const folders = new FolderCursor(root);
    try {
      return await work(folders);
    } finally {
      await folders.close();
      await root.close();
    }
  }

  /** The folder at a path; undefined where there is none. Rejects where something else is on the way. */
  async find(at: string): Promise<OpenFolder | undefined> {
    if (at === this.#at) return this.#last();
    const names = at === '' ? [] : at.split('/');
    const other = this.#way.findIndex(({ name }, index) => name !== names[index]);
    if (other >= 0) await this.#leave(other);
    for (const name of names.slice(this.#way.length)) {
      const folder = await this.#last().folder(name);
      if (folder === undefined) return undefined;
      this.#way.push({ name, folder });
      this.#at = this.#at === '' ? name : `${this.#at}/${name}`;
    }
    return this.#last();
  }

  /** The folder at a path, which is made if need be. Rejects where something else is on the way. */
  async make(at: string): Promise<OpenFolder> {
    for (;;) {
      const found = await this.find(at);
      if (found !== undefined) return found;
      await this.#last().make(at.split('/')[this.#way.length] ?? '');
    }
  }

  /** Closes what is open: it is looked for anew. */
  async close(): Promise<void> {
    await this.#leave(0);
  }

  #last(): OpenFolder {
    return this.#way.at(-1)?.folder ?? this.#root;
  }

  async #leave(from: number): Promise<void> {
    const left = this.#way.splice(from).reverse();
    this.#at = this.#way.map(({ name }) => name).join('/');
    for (const { folder } of left) await folder.close();
  }
}
