package org.offhook.register;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Uri;
import org.offhook.transport.Flow;
import org.offhook.ua.Outgoing;
import org.offhook.ua.UserAgentCore;

/**
 * Writes the REGISTERs of one registration: RFC 3261 §10.2. All of them have one Call-ID and From
 * tag, and CSeq numbers that grow by one.
 */
final class RegisterRequest {

  private static final String OUTBOUND = "outbound";

  private final UserAgentCore core;
  private final DigestSession digest;
  private final Ids ids;
  private RegistrationPlan plan;
  private @Nullable Uri movedTo;
  private @Nullable InetSocketAddress server;
  private List<String> tried = List.of();
  private long cSeq;
  private long atLeast;
  private boolean withoutOutbound;
  private List<Contact> bound = List.of();
  private List<HeaderField> once = List.of();

  /** What all REGISTERs of the registration have in common. */
  private record Ids(String callId, String tag) {}

  RegisterRequest(UserAgentCore core, RegistrationPlan plan) {
    this.core = core;
    this.plan = plan;
    this.digest = core.newDigestSession();
    var wanted = plan.instance().callId();
    this.ids = new Ids(wanted != null ? wanted : core.newCallId(), core.newTag());
  }

  RegistrationPlan plan() {
    return plan;
  }

  void plan(RegistrationPlan changed) {
    this.plan = changed;
  }

  String callId() {
    return ids.callId();
  }

  /** Rows for the next REGISTER that binds, and for no other. */
  void once(List<HeaderField> rows) {
    once = rows;
  }

  /** What the registrar holds of this registration, as far as known. */
  List<Contact> bound() {
    return bound;
  }

  void bound(List<Contact> now) {
    this.bound = List.copyOf(now);
  }

  /** A REGISTER left: its number is used, and what it binds is perhaps bound. */
  void sent(SipRequest asSent) {
    cSeq = asSent.cSeq().number();
  }

  /** A redirection led to a registrar that took the bindings: they are renewed there. */
  void acceptedAt(SipRequest asSent) {
    movedTo = asSent.requestUri();
  }

  /** This server holds the bindings: what follows goes there as well, while it works. */
  void servedBy(@Nullable InetSocketAddress address) {
    server = address;
  }

  /** The next hops that the last REGISTER tried in vain. */
  List<String> tried() {
    return tried;
  }

  void tried(List<String> inVain) {
    tried = inVain;
  }

  /** Failures lead back to the registrar of the plan. */
  void startOver() {
    movedTo = null;
    withoutOutbound = false;
    server = null;
  }

  /** What binds, as it would be sent now; the own contact follows when its way is known. */
  SipRequest draft() {
    return begin()
        .set(HeaderName.EXPIRES, lifetime())
        .setAll(HeaderName.CONTACT, plan.contacts())
        .build();
  }

  private SipRequest.Builder begin() {
    Uri target = movedTo != null ? movedTo : plan.registrar();
    var builder =
        core.newRequest(Method.REGISTER, target, plan.from(), plan.aor())
            .set(HeaderName.FROM, plan.from().withTag(ids.tag()))
            .set(HeaderName.CALL_ID, ids.callId())
            .set(HeaderName.CSEQ, new CSeq(cSeq + 1, Method.REGISTER));
    builder.setAll(HeaderName.SUPPORTED, supported());
    var proxy = plan.instance().proxy();
    if (proxy != null) {
      builder.setAll(HeaderName.ROUTE, List.of(proxy));
    }
    for (var row : plan.extra()) {
      builder.raw(row.name(), row.value());
    }
    return builder;
  }

  Outgoing outgoing(Wish wish) {
    var builder = begin();
    switch (wish) {
      case BIND -> {
        builder.set(HeaderName.EXPIRES, lifetime());
        once.forEach(row -> builder.raw(row.name(), row.value()));
        once = List.of();
      }
      case REMOVE -> builder.set(HeaderName.EXPIRES, 0L);
      case REMOVE_ALL -> builder.set(HeaderName.EXPIRES, 0L).set(HeaderName.CONTACT, Contact.STAR);
      case QUERY -> {}
    }
    var out =
        Outgoing.of(builder.build())
            .digest(digest)
            .nextHop(plan.nextHop())
            .preferred(server)
            .leavesFaultyServers()
            .completion((request, flow) -> withContacts(wish, request, flow));
    return wish == Wish.BIND ? out.repair(this::withLongerLifetime).build() : out.build();
  }

  /** RFC 3327 §5.1, RFC 5626 §4.2.1, RFC 5627 §4.1. */
  private List<String> supported() {
    var tags = new ArrayList<String>();
    tags.add("path");
    if (asksForOutbound()) {
      tags.add(OUTBOUND);
    }
    if (plan.instance().gruu()) {
      tags.add("gruu");
    }
    return tags;
  }

  private boolean asksForOutbound() {
    return plan.instance().regId() > 0 && !withoutOutbound;
  }

  /** 439: the first hop knows no outbound, so this goes on without it; false if it did already. */
  boolean dropOutbound() {
    boolean asked = asksForOutbound();
    withoutOutbound = true;
    return asked;
  }

  /** Whether a 2xx switches outbound on (RFC 5626 §4.2.1). */
  boolean grantsOutbound(SipResponse response) {
    return asksForOutbound()
        && response.headers().all(HeaderName.REQUIRE).stream().anyMatch(OUTBOUND::equalsIgnoreCase);
  }

  /** The contacts that a BIND over this flow asks for. */
  List<Contact> wanted(Flow flow) {
    var contacts =
        plan.contacts().isEmpty()
            ? List.of(core.contactFor(flow, plan.aor().uri()))
            : plan.contacts();
    boolean outbound = asksForOutbound();
    return contacts.stream().map(one -> plan.instance().on(one, outbound)).toList();
  }

  /** Whether another address than the bound one is to be shown over this flow now. */
  boolean isOutdated(Flow flow) {
    return plan.contacts().isEmpty()
        && wanted(flow).stream()
            .noneMatch(now -> bound.stream().anyMatch(old -> old.uri().matches(now.uri())));
  }

  private SipRequest withContacts(Wish wish, SipRequest request, Flow flow) {
    return switch (wish) {
      case BIND -> request.toBuilder().setAll(HeaderName.CONTACT, binding(wanted(flow))).build();
      case REMOVE -> {
        var gone = bound.isEmpty() ? wanted(flow) : bound;
        yield request.toBuilder()
            .setAll(HeaderName.CONTACT, gone.stream().map(RegisterRequest::removal).toList())
            .build();
      }
      case REMOVE_ALL, QUERY -> request;
    };
  }

  /** What is wanted, and the removal of what is bound and no longer wanted. */
  private List<Contact> binding(List<Contact> wanted) {
    var rows = new ArrayList<Contact>(wanted.size());
    for (var contact : wanted) {
      var own = contact.expires();
      rows.add(
          own.isPresent() && own.get() < atLeast
              ? contact.with("expires", Long.toString(atLeast))
              : contact);
    }
    for (var old : bound) {
      // An outbound binding is replaced by its number alone; its flow may be gone anyway.
      if (wanted.stream().noneMatch(contact -> Grant.isOwn(contact, old))) {
        rows.add(removal(old.without("reg-id")));
      }
    }
    return rows;
  }

  private static Contact removal(Contact contact) {
    return contact.without("q").with("expires", "0");
  }

  private long lifetime() {
    return Math.max(plan.lifetime().toSeconds(), atLeast);
  }

  /** 423: the lifetime becomes what the registrar wants at least, also for later (§10.2.8). */
  private @Nullable SipRequest withLongerLifetime(SipResponse refusal, SipRequest asSent) {
    long least = refusal.headers().get(HeaderName.MIN_EXPIRES).orElse(0L);
    if (refusal.status().code() != 423 || least <= atLeast) {
      return null;
    }
    atLeast = least;
    return asSent.toBuilder().set(HeaderName.EXPIRES, lifetime()).build();
  }
}
