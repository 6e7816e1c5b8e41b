package org.offhook.ua;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.Verification;
import org.offhook.dialog.Dialog;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.OtherUri;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.net.SourceTable;
import org.offhook.transaction.ServerTransaction;

/**
 * The checks that every request passes before it is served, in the order of RFC 3261 §8.2:
 * authentication, method, Request-URI, merged requests, Require, content. The first that fails
 * decides the answer. Max-Forwards is no reason to refuse: this agent is the target (§16.3 is for
 * those that forward).
 */
public final class RequestGate {

  private static final Set<Method> WITHIN_DIALOGS =
      Set.of(Method.BYE, Method.INFO, Method.PRACK, Method.UPDATE, Method.NOTIFY);

  private final UserAgentCore core;
  private final Door door;
  private @Nullable RequestHandler otherwise;

  RequestGate(UserAgentCore core) {
    this.core = core;
    this.door = new Door(core);
  }

  /** What strangers have passed before. */
  Door door() {
    return door;
  }

  /**
   * What became of a request.
   *
   * @param refusal the answer that ends it; null if it may be served
   * @param provenance how far the sender proved who it is
   * @param dialog the dialog of its tags; null if there is none
   */
  record Verdict(@Nullable SipResponse refusal, Provenance provenance, @Nullable Dialog dialog) {

    private static final Verdict STRANGER = new Verdict(null, Provenance.NONE, null);

    static Verdict refused(SipResponse.Builder response) {
      return new Verdict(response.build(), Provenance.NONE, null);
    }

    static Verdict passed(Provenance provenance, @Nullable Dialog dialog) {
      return provenance.equals(Provenance.NONE) && dialog == null
          ? STRANGER
          : new Verdict(null, provenance, dialog);
    }
  }

  /** Judges a request other than ACK and CANCEL that the {@link Door} has let in. */
  Verdict check(ServerTransaction arrived) {
    if (arrived.admittedAs() instanceof Provenance proven) {
      return checkMethod(arrived, proven);
    }
    var request = arrived.request();
    var provenance = door.provenance(arrived.flow());
    var authentication = core.settings().incomingAuthentication();
    if (authentication != null
        && request.to().tag().isPresent()
        && authentication.needed().test(request)) {
      var source = SourceTable.key(arrived.flow().remote().getAddress());
      switch (authentication.verifier().verify(request, source)) {
        case Verification.Challenge challenge -> {
          return Verdict.refused(challenge.applyTo(core.response(arrived, challenge.status())));
        }
        case Verification.Refused refused -> {
          return Verdict.refused(door.refused(refused, core.response(arrived, refused.status())));
        }
        case Verification.Verified verified ->
            provenance = new Provenance(Provenance.Kind.DIGEST, verified.username());
        case Verification.Exempt exempt -> {}
      }
    }
    return checkMethod(arrived, provenance);
  }

  private Verdict checkMethod(ServerTransaction arrived, Provenance provenance) {
    var request = arrived.request();
    var capabilities = core.settings().capabilities();
    if (!capabilities.allows(request.method()) && !capabilities.anyMethod()) {
      return Verdict.refused(notAllowed(arrived));
    }
    Dialog dialog = null;
    SipResponse.Builder refusal = null;
    if (request.to().tag().isPresent()) {
      // The door has refused it already, unless this agent is not alone.
      dialog = core.dialogs().find(request);
      if (dialog == null && !core.isFirstNotify(request)) {
        refusal = core.response(arrived, Status.CALL_TRANSACTION_DOES_NOT_EXIST);
      }
    } else {
      refusal = checkTarget(arrived);
    }
    refusal = refusal == null ? checkRequire(arrived) : refusal;
    refusal = refusal == null && takesOver(request) ? misplaced(arrived) : refusal;
    refusal = refusal == null && request.hasBody() ? checkContent(arrived) : refusal;
    return refusal == null ? Verdict.passed(provenance, dialog) : Verdict.refused(refusal);
  }

  private SipResponse.Builder notAllowed(ServerTransaction arrived) {
    var status = arrived.method().isKnown() ? Status.METHOD_NOT_ALLOWED : Status.NOT_IMPLEMENTED;
    return core.response(arrived, status)
        .setAll(HeaderName.ALLOW, core.settings().capabilities().allow());
  }

  /** Who serves methods that have no handler of their own. */
  void otherwise(RequestHandler handler) {
    otherwise = handler;
  }

  /** Who serves this method outside dialogs, though it has no handler; null: nobody. */
  @Nullable RequestHandler otherwise(Method method) {
    return core.settings().capabilities().anyMethod() && !WITHIN_DIALOGS.contains(method)
        ? otherwise
        : null;
  }

  /** The answer to a request outside dialogs whose method is allowed, but served only inside. */
  SipResponse unserved(ServerTransaction arrived) {
    return WITHIN_DIALOGS.contains(arrived.method())
        ? core.response(arrived, Status.CALL_TRANSACTION_DOES_NOT_EXIST).build()
        : notAllowed(arrived).build();
  }

  /** Request-URI and merged requests (RFC 3261 §8.2.2.1, §8.2.2.2); To is not looked at. */
  private SipResponse.@Nullable Builder checkTarget(ServerTransaction arrived) {
    var request = arrived.request();
    if (request.requestUri() instanceof OtherUri) {
      return core.response(arrived, Status.UNSUPPORTED_URI_SCHEME);
    }
    var insecurity = core.settings().sips().objection(request, arrived.flow());
    if (insecurity != null) {
      return core.response(arrived, Status.TEMPORARILY_UNAVAILABLE)
          .set(HeaderName.WARNING, insecurity);
    }
    if (!core.settings().servesUser().test(request.requestUri())) {
      return core.response(arrived, Status.NOT_FOUND);
    }
    return arrived.isMerged() ? core.response(arrived, Status.LOOP_DETECTED) : null;
  }

  private SipResponse.@Nullable Builder checkRequire(ServerTransaction arrived) {
    var request = arrived.request();
    if (!request.headers().contains(HeaderName.REQUIRE)) {
      return null;
    }
    var capabilities = core.settings().capabilities();
    var unknown =
        request.headers().all(HeaderName.REQUIRE).stream()
            .filter(tag -> !capabilities.supports(tag))
            .filter(tag -> !isOfSubscription(request, tag))
            .toList();
    return unknown.isEmpty()
        ? null
        : core.response(arrived, Status.BAD_EXTENSION).setAll(HeaderName.UNSUPPORTED, unknown);
  }

  /** What each subscription judges by itself, since only some of them want lists. */
  private static boolean isOfSubscription(SipRequest request, String optionTag) {
    return Method.NOTIFY.equals(request.method()) && EventLists.is(optionTag);
  }

  /** Replaces and Join have a meaning in INVITE alone (RFC 3891 §3, RFC 3911 §4). */
  private boolean takesOver(SipRequest request) {
    if (Method.INVITE.equals(request.method())) {
      return false;
    }
    var capabilities = core.settings().capabilities();
    var headers = request.headers();
    return (headers.contains(HeaderName.REPLACES) && capabilities.supports("replaces"))
        || (headers.contains(HeaderName.JOIN) && capabilities.supports("join"));
  }

  private SipResponse.Builder misplaced(ServerTransaction arrived) {
    return core.response(arrived, Status.of(400, "Replaces Or Join Outside INVITE"));
  }

  /** Type, coding and language of the body (RFC 3261 §8.2.3). */
  private SipResponse.@Nullable Builder checkContent(ServerTransaction arrived) {
    var request = arrived.request();
    var headers = request.headers();
    var capabilities = core.settings().capabilities();
    if (isOptional(request)) {
      return null;
    }
    var method = request.method();
    var type = request.contentType();
    if ((type.isPresent() && !capabilities.accepts(method, type.get()))
        || (type.isEmpty() && capabilities.accept().containsKey(method))) {
      return unsupported(arrived).setAll(HeaderName.ACCEPT, capabilities.acceptFor(method));
    }
    if (headers.contains(HeaderName.CONTENT_ENCODING)
        && headers.all(HeaderName.CONTENT_ENCODING).stream().anyMatch(c -> !c.is("identity"))) {
      return unsupported(arrived)
          .set(HeaderName.ACCEPT_ENCODING, ParameterizedToken.of("identity"));
    }
    var languages = capabilities.languages();
    if (!languages.isEmpty() && !speaks(languages, headers.text("Content-Language").orElse(""))) {
      return unsupported(arrived)
          .setAll(
              HeaderName.ACCEPT_LANGUAGE, languages.stream().map(ParameterizedToken::of).toList());
    }
    return null;
  }

  private SipResponse.Builder unsupported(ServerTransaction arrived) {
    return core.response(arrived, Status.UNSUPPORTED_MEDIA_TYPE);
  }

  /** A body that its sender marked as optional is ignored rather than refused (§20.11). */
  private static boolean isOptional(SipRequest request) {
    return request
        .headers()
        .get(HeaderName.CONTENT_DISPOSITION)
        .flatMap(disposition -> disposition.params().get("handling"))
        .filter("optional"::equalsIgnoreCase)
        .isPresent();
  }

  private static boolean speaks(List<String> languages, String body) {
    if (body.isEmpty()) {
      return true;
    }
    for (var tag : body.split(",", -1)) {
      var language = tag.strip().toLowerCase(Locale.ROOT);
      for (var known : languages) {
        var prefix = known.toLowerCase(Locale.ROOT);
        if (language.equals(prefix) || language.startsWith(prefix + "-")) {
          return true;
        }
      }
    }
    return false;
  }
}
