package org.offhook.server;

import java.util.ArrayList;
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
  private static final String GRUU = "gruu";
  private static final String KEEP = "keep";

  private final LocationService location;
  private final Gate gate;
  private final SipServerOptions options;
  private final Loop loop;
  private final Gruus gruus;

  Registrar(LocationService location, Gate gate, SipServerOptions options, Loop loop, Gruus gruus) {
    this.location = location;
    this.gate = gate;
    this.options = options;
    this.loop = loop;
    this.gruus = gruus;
  }

  SipResponse answer(ServerTransaction transaction, OwnDomain domain) {
    var register = transaction.request();
    var unknown =
        register.headers().all(HeaderName.REQUIRE).stream()
            .filter(tag -> !understands(tag))
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
    var verdict = OutboundBinding.judge(register, options.flows());
    if (verdict == OutboundBinding.Verdict.FIRST_HOP_LACKS) {
      return transaction.response(Status.of(439, "First Hop Lacks Outbound Support")).build();
    }
    boolean outbound = verdict == OutboundBinding.Verdict.OUTBOUND;
    var origin =
        new StoredBinding.Origin(
            register.callId(),
            register.cSeq().number(),
            register.headers().all(HeaderName.PATH),
            transaction.flow(),
            outbound);
    if (!location.change(user, change, register, origin)) {
      // Step 7: an older or equal CSeq aborts the whole update.
      return transaction.response(Status.of(500, "Registration Out Of Order")).build();
    }
    return ok(transaction, register, user, outbound);
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
  private SipResponse ok(
      ServerTransaction transaction, SipRequest register, String user, boolean outbound) {
    long now = loop.time().nanos();
    var contacts =
        location.of(user).stream()
            .map(one -> withGruu(register, withExpires(one.contact(), one.secondsLeft(now))))
            .toList();
    var response = transaction.response(Status.OK);
    var flows = options.flows();
    if (outbound) {
      response.add(HeaderName.REQUIRE, OutboundBinding.OUTBOUND);
      if (flows.flowTimer() > 0) {
        response.set(HeaderName.FLOW_TIMER, flows.flowTimer());
      }
    }
    if (!flows.serviceRoute().isEmpty()) {
      response.setAll(HeaderName.SERVICE_ROUTE, flows.serviceRoute());
    }
    if (flows.keep() > 0 && register.topVia().params().has(KEEP)) {
      var vias = new ArrayList<>(register.headers().all(HeaderName.VIA));
      vias.set(0, vias.getFirst().with(KEEP, Long.toString(flows.keep())));
      response.setAll(HeaderName.VIA, vias);
    }
    return response
        .setAll(HeaderName.CONTACT, contacts)
        .copy(register.headers(), HeaderName.PATH)
        .set(HeaderName.DATE, loop.time().wallClock())
        .build();
  }

  private boolean understands(String tag) {
    return tag.equalsIgnoreCase(PATH)
        || (tag.equalsIgnoreCase(OutboundBinding.OUTBOUND) && options.flows().outbound())
        || (tag.equalsIgnoreCase(GRUU) && options.flows().gruu());
  }

  private Contact withGruu(SipRequest register, Contact contact) {
    boolean asked =
        options.flows().gruu()
            && register.headers().all(HeaderName.SUPPORTED).stream()
                .anyMatch(GRUU::equalsIgnoreCase);
    return asked && register.to().uri() instanceof SipUri aor
        ? gruus.on(contact, aor, register.callId())
        : contact;
  }

  private static Contact withExpires(Contact contact, long seconds) {
    return contact.with("expires", Long.toString(seconds));
  }
}
