package org.offhook.ua;

import java.util.List;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * What an agent tells others it can do: Allow and Supported in INVITE and its 2xx, and all of RFC
 * 3261 §11.2 in the answer to OPTIONS.
 */
public final class SelfDescription {

  private SelfDescription() {}

  /**
   * Adds Allow, Supported, Allow-Events, and Accept beyond its default to an INVITE (RFC 3261
   * §13.2.1, RFC 6665 §4.4.4).
   */
  public static void describe(SipRequest.Builder request, UaSettings settings) {
    var can = settings.capabilities();
    request.setAll(HeaderName.ALLOW, can.allow());
    var accept = can.acceptFor(Method.INVITE);
    if (accept.size() > 1) {
      request.setAll(HeaderName.ACCEPT, accept);
    }
    if (!can.supported().isEmpty()) {
      request.setAll(HeaderName.SUPPORTED, can.supported());
    }
    if (!can.announced().infoPackages().isEmpty()) {
      request.setAll(HeaderName.RECV_INFO, infoPackages(can));
    }
    var events = settings.events().names(can);
    if (!events.isEmpty()) {
      request.setAll(HeaderName.ALLOW_EVENTS, events);
    }
  }

  /** Adds to the INVITE that begins a call what the callee must support, by policy. */
  public static void require(SipRequest.Builder invite, UaSettings settings) {
    if (settings.extensions().reliableProvisionals() == ReliableProvisionals.REQUIRED) {
      invite.add(HeaderName.REQUIRE, ReliableProvisionals.OPTION_TAG);
    }
  }

  /** Adds Allow and Supported to an answer that makes a session (RFC 3261 §13.3.1.4). */
  public static void describe(SipResponse.Builder response, UaSettings settings) {
    var can = settings.capabilities();
    response.setAll(HeaderName.ALLOW, can.allow());
    if (!can.supported().isEmpty()) {
      response.setAll(HeaderName.SUPPORTED, can.supported());
    }
    if (!can.announced().infoPackages().isEmpty()) {
      response.setAll(HeaderName.RECV_INFO, infoPackages(can));
    }
    var events = settings.events().names(can);
    if (!events.isEmpty()) {
      response.setAll(HeaderName.ALLOW_EVENTS, events);
    }
  }

  private static List<ParameterizedToken> infoPackages(Capabilities can) {
    return can.announced().infoPackages().stream().map(ParameterizedToken::of).toList();
  }

  /** Adds Recv-Info to a 469: all packages that INFO may come with, or that there is none. */
  public static void tellInfoPackages(SipResponse.Builder response, Capabilities can) {
    if (can.announced().infoPackages().isEmpty()) {
      response.raw(HeaderName.RECV_INFO.name(), "");
    } else {
      response.setAll(HeaderName.RECV_INFO, infoPackages(can));
    }
  }

  /**
   * The answer to OPTIONS in a dialog; {@code status} is what an INVITE would get now (RFC 3261
   * §11.2).
   */
  public static SipResponse.Builder options(UserAgentCore core, SipRequest request, Status status) {
    return describeFully(core.response(request, status), core.settings());
  }

  /** Adds all that RFC 3261 §11.2 wants in an answer to OPTIONS. */
  public static SipResponse.Builder describeFully(
      SipResponse.Builder response, UaSettings settings) {
    describe(response, settings);
    List<MediaType> accept = settings.capabilities().acceptFor(Method.INVITE);
    if (!accept.isEmpty()) {
      response.setAll(HeaderName.ACCEPT, accept);
    }
    response.set(HeaderName.ACCEPT_ENCODING, ParameterizedToken.of("identity"));
    var languages = settings.capabilities().languages();
    response.setAll(
        HeaderName.ACCEPT_LANGUAGE,
        (languages.isEmpty() ? List.of("en") : languages)
            .stream().map(ParameterizedToken::of).toList());
    return response;
  }
}
