package org.offhook.publish;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;

/** Is told what becomes of a {@link PublicationUse}. On the loop. */
public interface PublicationListener {

  /** The server has the state as it was given last, for that time. */
  void published(SipResponse response, Duration granted);

  /** The state was removed as asked; {@code response} is null if there was none to remove. */
  void removed(@Nullable SipResponse response);

  /** An attempt failed; what follows, if anything, is in {@code failure}. */
  void failed(PublicationFailure failure);

  /**
   * A step that is set to MANUAL waits.
   *
   * @param cause what gave the occasion: a 401, or for REFRESH the last 200
   */
  default void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    decline.run();
  }
}
