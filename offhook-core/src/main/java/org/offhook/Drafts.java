package org.offhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.invite.InviteUac;
import org.offhook.invite.SdpBody;
import org.offhook.invite.TimerNegotiation;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.message.UriRequest;
import org.offhook.register.RegistrationPlan;
import org.offhook.register.RegistrationSet;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.NewRequest;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SelfDescription;

/**
 * What an endpoint sends outside dialogs (RFC 3261 §8.1.1): turns options into requests, and sends
 * them when the application says so. Any thread.
 */
final class Drafts {

  private final EndpointCore core;

  Drafts(EndpointCore core) {
    this.core = core;
  }

  /** A registration, which begins at once if {@code bind}. */
  Registration registration(RegistrationOptions wanted, boolean bind) {
    return begin(wanted, plan(wanted), bind ? RegistrationSet::start : null);
  }

  private RegistrationPlan plan(RegistrationOptions wanted) {
    var aor = wanted.aor();
    return RegistrationPlan.of(
            wanted.registrar(), aor != null ? NameAddr.of(aor) : core.settings().identity())
        .withLifetime(wanted.expires())
        .withContacts(wanted.contacts())
        .withExtra(EndpointCore.fields(wanted.headers()))
        .withNextHop(wanted.nextHop())
        .withInstance(wanted.device());
  }

  private Registration begin(
      RegistrationOptions wanted,
      RegistrationPlan plan,
      @Nullable Consumer<RegistrationSet> first) {
    var registration = new Registration(core, plan, wanted.proxies(), wanted.keptOnClose());
    core.command(() -> registration.start(first), registration::cutOff);
    return registration;
  }

  /** A REGISTER that begins a registration. */
  Draft<Registration> register(RegistrationOptions wanted) {
    var plan = plan(wanted);
    var builder =
        begin(Method.REGISTER, plan.registrar(), plan.aor())
            .set(HeaderName.TO, plan.aor())
            .set(HeaderName.EXPIRES, plan.lifetime().toSeconds())
            .setAll(HeaderName.CONTACT, plan.contacts());
    var callId = plan.instance().callId();
    if (callId != null) {
      builder.set(HeaderName.CALL_ID, callId);
    }
    var draft = builder.replace(plan.extra()).build();
    return new Draft<>(draft, written -> register(wanted, draft, written));
  }

  private Registration register(RegistrationOptions wanted, SipRequest draft, SipRequest written) {
    var asked = WrittenRegister.of(draft, written);
    if (asked.removes() && !asked.removesAll()) {
      throw new IllegalArgumentException(
          "nothing is bound yet: Expires 0 goes with Contact * in a first REGISTER");
    }
    if (!(written.requestUri() instanceof SipUri registrar)) {
      throw new IllegalArgumentException(written.requestUri() + " is no registrar: use a SIP URI");
    }
    var before = plan(wanted);
    var rows = new ArrayList<HeaderField>(before.extra());
    rows.removeIf(old -> asked.rows().stream().anyMatch(row -> row.name().equals(old.name())));
    rows.addAll(asked.rows());
    var plan =
        RegistrationPlan.of(registrar, written.to())
            .withSender(written.from().without("tag"))
            .withExtra(rows)
            .withNextHop(before.nextHop())
            .withInstance(before.instance().withCallId(written.callId()));
    return begin(
        wanted,
        asked.applyTo(plan),
        asked.removesAll() ? RegistrationSet::removeAll : RegistrationSet::start);
  }

  /** An INVITE; {@code refer} is the wish of a peer that it serves. */
  Draft<OutgoingCall> call(CallOptions wanted, @Nullable IncomingRefer refer) {
    var builder = begin(Method.INVITE, wanted.target(), wanted.from());
    var settings = wanted.applyTo(core.settings());
    SelfDescription.describe(builder, settings);
    SelfDescription.require(builder, settings);
    wanted.identity().writeTo(builder);
    if (wanted.maxForwards() != null) {
      builder.set(HeaderName.MAX_FORWARDS, wanted.maxForwards());
    }
    wanted.headers().forEach(row -> builder.raw(row.name(), row.value()));
    TimerNegotiation.ask(builder, settings.extensions().sessionTimers());
    var body = wanted.body();
    var offer = wanted.offer() == null ? null : core.stamped(wanted.offer());
    if (body != null) {
      builder.body(body.type(), body.bytes());
    } else if (offer != null) {
      builder.body(MediaType.APPLICATION_SDP, offer.toBytes());
    }
    return new Draft<>(
        withRowsOf(wanted.target(), builder.build()),
        request -> send(request, offer, wanted, refer));
  }

  private OutgoingCall send(
      SipRequest request,
      @Nullable SessionDescription offer,
      CallOptions wanted,
      @Nullable IncomingRefer refer) {
    var call = new OutgoingCall(core, request, wanted.hasOwnEvents(), wanted.handler());
    wanted.attributes().forEach(call.attributes()::put);
    if (refer != null) {
      call.referredBy(refer);
    }
    var plan =
        new InviteUac.Plan(
            request,
            offerIn(request, offer),
            wanted.lateAnswer(),
            wanted.nextHop(),
            wanted.applyTo(core.settings()).extensions().sessionTimers());
    var limit = wanted.answerWithin();
    core.command(
        () -> call.start(plan, limit != null ? limit : core.policy().answerWithin()),
        () -> call.calls().cutOff());
    return call;
  }

  /** The offer that leaves: the application may have put another one into the draft. */
  private static @Nullable SessionDescription offerIn(
      SipRequest request, @Nullable SessionDescription stated) {
    return stated != null && Arrays.equals(request.body(), stated.toBytes())
        ? stated
        : SdpBody.of(request).readable().orElse(null);
  }

  /** A request outside any call. */
  Draft<Pending<RequestOutcome>> request(RequestOptions wanted) {
    var builder = begin(wanted.method(), wanted.target(), wanted.from());
    if (wanted.method().equals(Method.OPTIONS)) {
      builder.setAll(HeaderName.ACCEPT, core.settings().capabilities().acceptFor(Method.INVITE));
    }
    wanted.identity().writeTo(builder);
    wanted.headers().forEach(row -> builder.raw(row.name(), row.value()));
    var body = wanted.body();
    if (body != null) {
      builder.body(body.type(), body.bytes());
    }
    return new Draft<>(
        withRowsOf(wanted.target(), builder.build()), request -> send(request, wanted));
  }

  /** A SUBSCRIBE that begins a subscription. */
  Draft<Subscription> subscription(SubscribeOptions wanted) {
    var builder = begin(Method.SUBSCRIBE, target(wanted), wanted.identity().from());
    if (wanted.callId() != null) {
      builder.set(HeaderName.CALL_ID, wanted.callId());
    }
    builder.set(HeaderName.EVENT, wanted.event()).set(HeaderName.EXPIRES, wanted.seconds());
    if (!wanted.accept().isEmpty()) {
      builder.setAll(HeaderName.ACCEPT, wanted.accept());
    }
    return new Draft<>(
        wanted.writeTo(builder).build(), request -> Subscription.begin(core, wanted, request));
  }

  /** Whose state it is about. */
  static Uri target(SubscribeOptions wanted) {
    if (wanted.target() == null) {
      throw new IllegalArgumentException("say whose state: SubscribeOptions.to");
    }
    return wanted.target();
  }

  /** A REFER outside any call. */
  Draft<Transfer> refer(ReferOptions wanted) {
    var self = wanted.from() != null ? wanted.from() : core.settings().identity();
    var builder = begin(Method.REFER, asked(wanted), self);
    if (wanted.callId() != null) {
      builder.set(HeaderName.CALL_ID, wanted.callId());
    }
    var request = Transfer.written(wanted, builder, self).build();
    return new Draft<>(request, refer -> Transfer.begin(core, wanted, refer));
  }

  /** Who is asked. */
  static Uri asked(ReferOptions wanted) {
    if (wanted.peer() == null) {
      throw new IllegalArgumentException("say who is asked: ReferOptions.at");
    }
    return wanted.peer();
  }

  private Pending<RequestOutcome> send(SipRequest request, RequestOptions wanted) {
    Pending<RequestOutcome> result = core.pending();
    var out = Outgoing.of(request).nextHop(wanted.nextHop()).build();
    core.command(
        () -> core.core().sender().send(out, new RequestRun(core, result, core::askEndpoint)),
        () ->
            result.complete(
                new RequestOutcome.Failed("the endpoint was closed", List.of(), false)));
    return result;
  }

  private SipRequest.Builder begin(Method method, Uri target, @Nullable NameAddr from) {
    var sender = from != null ? from : core.settings().identity();
    var ids = core.identifiers();
    return new NewRequest(method, target, sender.withTag(ids.tag()), ids.callId())
        .builder(core.settings());
  }

  /**
   * Adds the rows that the target's URI asks for (RFC 3261 §19.1.5): those that cannot harm, and
   * that nobody has written yet.
   */
  private static SipRequest withRowsOf(Uri target, SipRequest request) {
    if (!(target instanceof SipUri uri) || uri.headers().isEmpty()) {
      return request;
    }
    var builder = request.toBuilder();
    for (var row : UriRequest.from(uri).headers()) {
      boolean ofBody = HeaderName.find(row.name()).equals(Optional.of(HeaderName.CONTENT_TYPE));
      if (!ofBody && request.headers().texts(row.name()).isEmpty()) {
        builder.raw(row.name(), row.value());
      }
    }
    return builder.build();
  }
}
