package io.github.umatrust.obligations.note;

/** A text that is not what it should be, or whose signature does not hold; the message says why. */
public class NoteException extends Exception {

  private static final long serialVersionUID = 1L;

  public NoteException(String message) {
    super(message);
  }

  public NoteException(String message, Throwable cause) {
    super(message, cause);
  }
}
