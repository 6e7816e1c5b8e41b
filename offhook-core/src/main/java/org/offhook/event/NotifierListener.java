package org.offhook.event;

import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.ua.Automatic;

/** Is told what happens to a {@link NotifierUsage}. On the loop. */
public interface NotifierListener {

  /** Nobody is told. */
  NotifierListener NONE = new NotifierListener() {};

  /** The subscriber refreshed it, and was told the last state again unless it is quiet. */
  default void refreshed(SipRequest subscribe) {}

  /** A step that is set to MANUAL waits. */
  default void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    decline.run();
  }

  /** It is over; told once. */
  default void ended(NotifierEnd end) {}
}
