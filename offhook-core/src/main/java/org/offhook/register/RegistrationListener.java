package org.offhook.register;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;

/** Is told what becomes of a {@link RegistrationUse} (RFC 3261 §10.2.4 to §10.2.8). */
public interface RegistrationListener {

  /**
   * The registrar holds the bindings, anew or once more.
   *
   * @param granted the shortest lifetime of the own bindings
   * @param bindings all bindings of the address of record, others' included
   */
  void registered(SipResponse response, Duration granted, List<Contact> bindings);

  /** The bindings were removed as asked; {@code response} is null if there never was one. */
  void removed(@Nullable SipResponse response);

  /** An attempt failed; what follows, if anything, is in {@code failure}. */
  void failed(RegistrationFailure failure);

  /** The answer to {@link RegistrationUse#query}. */
  default void queried(SipResponse response, List<Contact> bindings) {}

  /**
   * {@link RegistrationUse#query} got no answer, or a refusal; the registration stands as it did.
   */
  default void queryFailed(String reason) {}

  /** The flow of the bindings is gone; a REGISTER over another one follows at once. */
  default void flowLost(String reason) {}

  /** One of several flows could not be registered; at least one other is up or on its way. */
  default void flowFailed(RegistrationFailure failure) {}

  /** A REGISTER that renews the bindings is about to leave. */
  default void refreshing() {}

  /**
   * A step that is set to MANUAL waits.
   *
   * @param cause the message that gave the occasion: a 401, or for REFRESH the last 200
   * @param proceed takes the step
   * @param decline leaves it
   */
  default void asks(Automatic action, SipResponse cause, Runnable proceed, Runnable decline) {
    decline.run();
  }
}
