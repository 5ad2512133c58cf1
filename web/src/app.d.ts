declare global {
  namespace App {
    interface PageState {
      /** The section of a document whose text is to be written first. */
      begin?: string;
    }
  }
}

export {};
