package org.offhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.RegInfo;
import org.offhook.eventpackage.RegisteredContact;
import org.offhook.register.RegistrationUse;

/**
 * What the registrar tells about the contacts of a registration, and what follows from it: RFC 3680
 * §4.7.2. Contacts are this side's by the Call-ID of its REGISTER. On the loop, but for {@link
 * #told}.
 */
final class RegistrationWatch {

  /** How long to wait where a probation says nothing. */
  private static final long USUAL_PROBATION = 60;

  /** Who registers. */
  interface Registering {

    /** The registrations of the flows. */
    List<RegistrationUse> uses();

    /** The application is told. */
    void changed(RegisteredContact contact);
  }

  private final EndpointCore endpoint;
  private final Registering registering;
  private final Map<String, RegisteredContact> known = new HashMap<>();

  RegistrationWatch(EndpointCore endpoint, Registering registering) {
    this.endpoint = endpoint;
    this.registering = registering;
  }

  /** An event of the subscription; on a user thread. */
  void told(SubscriptionEvent event) {
    if (event instanceof SubscriptionEvent.Notified notified) {
      notified
          .notification()
          .as(BodyFormat.REG)
          .body()
          .ifPresent(info -> endpoint.command(() -> judge(info)));
    }
  }

  private void judge(RegInfo info) {
    for (var contact : info.contacts()) {
      for (var use : registering.uses()) {
        if (contact.callId().filter(use.callId()::equals).isPresent()
            && !contact.equals(known.put(use.callId(), contact))) {
          judge(contact, use);
        }
      }
    }
  }

  private void judge(RegisteredContact contact, RegistrationUse use) {
    registering.changed(contact);
    var change = contact.change().orElse(null);
    if (change == null || !use.isStanding()) {
      return; // what this side took away itself is not wanted back
    }
    switch (change) {
      case DEACTIVATED, UNREGISTERED, EXPIRED, SHORTENED -> use.refreshNow();
      case PROBATION -> {
        long seconds = contact.retryAfter().orElse(USUAL_PROBATION);
        endpoint.loop().after(Duration.ofSeconds(seconds), () -> again(use, contact));
      }
      case REJECTED -> use.abandon("the registrar rejected the registration (RFC 3680)");
      case REGISTERED, CREATED, REFRESHED -> {
        // it stands
      }
    }
  }

  /** After a probation, unless something else happened to the contact meanwhile. */
  private void again(RegistrationUse use, RegisteredContact contact) {
    if (use.isStanding() && contact.equals(known.get(use.callId()))) {
      use.refreshNow();
    }
  }
}
