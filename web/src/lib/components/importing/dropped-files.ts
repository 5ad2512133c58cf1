/** Files out of a drop or a choice, those in folders included, by their path below the folder. */

export interface Named {
  /** What the file is known by when it is imported again. */
  name: string;
  file: File;
}

export async function droppedFiles(transfer: DataTransfer): Promise<Named[]> {
  // Entries must be taken before the first wait: the browser empties the list afterwards.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const found = await Promise.all(entries.map((entry) => (entry ? filesIn(entry) : [])));
  return belowTheFolder(found.flat());
}

export function chosenFiles(files: Iterable<File>): Named[] {
  return belowTheFolder(
    [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file })),
  );
}

/** Hidden files, pictures and the like are no documents; a name without a dot may be one. */
export function isDocument({ name }: Named): boolean {
  const parts = name.split('/');
  if (parts.some((part) => part.startsWith('.'))) return false;
  const last = parts.at(-1) ?? '';
  return !last.includes('.') || /\.(md|markdown|txt|json)$/i.test(last);
}

/** Exports of other programs are JSON. */
export function isJson({ name }: Named): boolean {
  return /\.json$/i.test(name) && !name.split('/').some((part) => part.startsWith('.'));
}

/** One folder that was named as a whole says nothing about its files, here as on the command line. */
function belowTheFolder(files: Named[]): Named[] {
  const [top] = files[0]?.name.split('/') ?? [];
  if (!files.every(({ name }) => name.startsWith(`${top}/`))) return files;
  return files.map(({ name, file }) => ({ name: name.slice(`${top}/`.length), file }));
}

async function filesIn(entry: FileSystemEntry): Promise<Named[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: Named[] = [];
  for (;;) {
    // A folder is handed over in parts; an empty part is the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return files;
    for (const inner of part) files.push(...(await filesIn(inner)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
