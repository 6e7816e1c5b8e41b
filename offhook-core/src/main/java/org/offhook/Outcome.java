package org.offhook;

/**
 * How something that was asked for ended: a value, not an exception, since a refusal or a timeout
 * is a normal answer of a network. See {@link CallOutcome} for an example.
 */
public interface Outcome {

  /** Whether what was asked for happened. */
  boolean isOk();

  /** One line for people: what happened and, where something went wrong, why. */
  String reason();
}
