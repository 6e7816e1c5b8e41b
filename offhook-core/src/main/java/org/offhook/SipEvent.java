package org.offhook;

import java.util.Optional;

/**
 * Something that happened: the common type of what {@link Endpoint#events()} hands out.
 *
 * <p>The kinds are sealed at this level, so a {@code switch} over them is checked by the compiler;
 * below it each kind has one branch for events that later versions add ({@link CallEvent.Unlisted}
 * and its like), so a new one breaks nobody's build. Every event carries the messages that caused
 * it.
 *
 * <pre>{@code
 * switch (endpoint.events().take()) {
 *   case CallEvent.Incoming in -> in.call().reject(Status.BUSY_HERE);
 *   case CallEvent e -> System.out.println(e.call() + ": " + e);
 *   case RegistrationEvent e -> System.out.println(e);
 *   case SubscriptionEvent e -> System.out.println(e);
 *   case RequestEvent e -> e.request().respond(Status.OK);
 *   case EndpointEvent e -> System.out.println(e);
 * }
 * }</pre>
 */
public sealed interface SipEvent
    permits CallEvent, RegistrationEvent, SubscriptionEvent, RequestEvent, EndpointEvent {

  /** What the event is about: the call, the registration, the request or the endpoint. */
  Object subject();

  /**
   * The step that waits for the application, whatever it is about: of the events named {@code
   * Asked}; empty for all others.
   *
   * <pre>{@code
   * event.asked().filter(step -> step.action() == Automatic.AUTHENTICATE).ifPresent(AskedStep::proceed);
   * }</pre>
   */
  default Optional<AskedStep> asked() {
    return Optional.empty();
  }
}
