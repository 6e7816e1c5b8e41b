package org.offhook.ua;

/** Who takes an {@link Automatic} step. */
public enum AutoMode {

  /** The library, at once. The default. */
  AUTO,

  /** The library, when the application says so: an event asks, a verb does the one step. */
  MANUAL,

  /** Nobody: the message that gave the occasion goes to the application as it is. */
  OFF
}
