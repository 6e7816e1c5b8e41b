package org.offhook;

import java.util.Optional;
import org.offhook.eventpackage.RegisteredContact;

/**
 * Something that happened to a registration, such as a refresh that failed. See {@link SipEvent}
 * for an example.
 */
public sealed interface RegistrationEvent extends SipEvent {

  /** The registration it happened to. */
  Registration registration();

  @Override
  default Object subject() {
    return registration();
  }

  /** An attempt (first, refresh or removal) ended. */
  final class Changed implements RegistrationEvent {
    private final Registration registration;
    private final RegistrationOutcome outcome;

    Changed(Registration registration, RegistrationOutcome outcome) {
      this.registration = registration;
      this.outcome = outcome;
    }

    @Override
    public Registration registration() {
      return registration;
    }

    /** How it ended. */
    public RegistrationOutcome outcome() {
      return outcome;
    }

    @Override
    public String toString() {
      return registration + ": " + outcome.reason();
    }
  }

  /** A step that is set to MANUAL waits for the application: a challenge, a refresh … */
  final class Asked implements RegistrationEvent {
    private final Registration registration;
    private final AskedStep step;

    Asked(Registration registration, AskedStep step) {
      this.registration = registration;
      this.step = step;
    }

    @Override
    public Registration registration() {
      return registration;
    }

    /** The step with its verbs. */
    public AskedStep step() {
      return step;
    }

    @Override
    public Optional<AskedStep> asked() {
      return Optional.of(step);
    }

    @Override
    public String toString() {
      return registration + " asks: " + step;
    }
  }

  /**
   * The connection or UDP flow of the registration is gone; the library registers anew over another
   * one at once (RFC 5626 §4.2.1), which a {@link Changed} reports.
   */
  final class FlowLost implements Unlisted {
    private final Registration registration;
    private final String reason;

    FlowLost(Registration registration, String reason) {
      this.registration = registration;
      this.reason = reason;
    }

    @Override
    public Registration registration() {
      return registration;
    }

    /** For people. */
    public String reason() {
      return reason;
    }

    @Override
    public String toString() {
      return registration + " lost its flow: " + reason;
    }
  }

  /** One of several flows could not be registered, another one stands; it is tried again. */
  final class FlowFailed implements Unlisted {
    private final Registration registration;
    private final String reason;

    FlowFailed(Registration registration, String reason) {
      this.registration = registration;
      this.reason = reason;
    }

    @Override
    public Registration registration() {
      return registration;
    }

    /** For people. */
    public String reason() {
      return reason;
    }

    @Override
    public String toString() {
      return registration + " lacks a flow: " + reason;
    }
  }

  /** The registrar tells what became of a contact: see {@link Registration#watch} (RFC 3680). */
  final class ContactChanged implements Unlisted {
    private final Registration registration;
    private final RegisteredContact contact;

    ContactChanged(Registration registration, RegisteredContact contact) {
      this.registration = registration;
      this.contact = contact;
    }

    @Override
    public Registration registration() {
      return registration;
    }

    /** The contact as it stands now. */
    public RegisteredContact contact() {
      return contact;
    }

    @Override
    public String toString() {
      return registration
          + ": "
          + contact.uri()
          + contact.change().map(change -> " was " + change).orElse(" changed");
    }
  }

  /** The branch for events that later versions add. */
  non-sealed interface Unlisted extends RegistrationEvent {}
}
