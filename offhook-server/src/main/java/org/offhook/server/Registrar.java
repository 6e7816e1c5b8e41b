package org.offhook.server;

import org.offhook.loop.Loop;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;

/** Answers REGISTER once its sender is known (RFC 3261 §10.3). */
final class Registrar {

  private static final String PATH = "path";

  private final LocationService location;
  private final Gate gate;
  private final SipServerOptions options;
  private final Loop loop;

  Registrar(LocationService location, Gate gate, SipServerOptions options, Loop loop) {
    this.location = location;
    this.gate = gate;
    this.options = options;
    this.loop = loop;
  }

  SipResponse answer(ServerTransaction transaction, OwnDomain domain) {
    var register = transaction.request();
    var unknown =
        register.headers().all(HeaderName.REQUIRE).stream()
            .filter(tag -> !tag.equalsIgnoreCase(PATH))
            .toList();
    if (!unknown.isEmpty()) {
      return transaction
          .response(Status.BAD_EXTENSION)
          .setAll(HeaderName.UNSUPPORTED, unknown)
          .build();
    }
    String user = user(register, domain);
    if (!gate.knows(user)) {
      return transaction.response(Status.NOT_FOUND).build();
    }
    var change = RegistrationChange.of(register, options.lifetimes());
    if (change instanceof RegistrationChange.Refused refused) {
      return refuse(transaction, refused);
    }
    if (!location.change(user, change, register, transaction.flow())) {
      // Step 7: an older or equal CSeq aborts the whole update.
      return transaction.response(Status.of(500, "Registration Out Of Order")).build();
    }
    return ok(transaction, register, user);
  }

  /** The user of To, if that is of this domain (step 5); else none. */
  private static String user(SipRequest register, OwnDomain domain) {
    return register.to().uri() instanceof SipUri sip && domain.isOwn(sip)
        ? sip.user().orElse("")
        : "";
  }

  private SipResponse refuse(ServerTransaction transaction, RegistrationChange.Refused refused) {
    var response = transaction.response(refused.status());
    if (refused.status().equals(Status.INTERVAL_TOO_BRIEF)) {
      response.set(HeaderName.MIN_EXPIRES, options.lifetimes().min());
    }
    return response.build();
  }

  /** Step 8: all bindings, each with what is left of it. */
  private SipResponse ok(ServerTransaction transaction, SipRequest register, String user) {
    long now = loop.time().nanos();
    var contacts =
        location.of(user).stream()
            .map(one -> withExpires(one.contact(), one.secondsLeft(now)))
            .toList();
    return transaction
        .response(Status.OK)
        .setAll(HeaderName.CONTACT, contacts)
        .copy(register.headers(), HeaderName.PATH)
        .set(HeaderName.DATE, loop.time().wallClock())
        .build();
  }

  private static Contact withExpires(Contact contact, long seconds) {
    return contact.with("expires", Long.toString(seconds));
  }
}
