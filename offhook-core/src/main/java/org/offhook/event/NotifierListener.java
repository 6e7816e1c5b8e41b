package org.offhook.event;

import org.offhook.message.SipRequest;

/** Is told what happens to a {@link NotifierUsage}. On the loop. */
public interface NotifierListener {

  /** Nobody is told. */
  NotifierListener NONE = new NotifierListener() {};

  /** The subscriber refreshed it, and was told the last state again. */
  default void refreshed(SipRequest subscribe) {}

  /** It is over; told once. */
  default void ended(NotifierEnd end) {}
}
