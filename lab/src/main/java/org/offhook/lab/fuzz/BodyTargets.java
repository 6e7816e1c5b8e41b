package org.offhook.lab.fuzz;

import java.util.List;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.BodyResult;
import org.offhook.eventpackage.ConferenceInfo;
import org.offhook.eventpackage.DialogInfo;
import org.offhook.eventpackage.EventBody;
import org.offhook.eventpackage.MessageSummary;
import org.offhook.eventpackage.Presence;
import org.offhook.eventpackage.RegInfo;
import org.offhook.eventpackage.ResourceList;
import org.offhook.message.MediaType;
import org.offhook.message.Multipart;
import org.offhook.message.SipFrag;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.Origin;
import org.offhook.sdp.SdpLimits;
import org.offhook.sdp.SdpResult;
import org.offhook.sdp.SessionDescription;

/** Bodies: session descriptions, those of event packages, and several in one. */
final class BodyTargets {

  private static final MediaType LIST =
      ResourceList.TYPE.with("type", "application/rlmi+xml").with("boundary", "b");

  private static final MediaType MIXED = MediaType.parse("multipart/mixed;boundary=b");

  private static final LocalCapabilities OWN =
      LocalCapabilities.from(
          SessionDescription.of(
              """
              v=0
              o=- 1 1 IN IP4 192.0.2.1
              s=-
              c=IN IP4 192.0.2.1
              t=0 0
              m=audio 4000 RTP/AVP 0 8 96 101
              a=rtpmap:96 opus/48000/2
              a=fmtp:96 useinbandfec=1
              a=rtpmap:101 telephone-event/8000
              a=fmtp:101 0-15
              m=video 4002 RTP/AVP 99
              a=rtpmap:99 H264/90000
              a=fmtp:99 packetization-mode=1
              """));

  private BodyTargets() {}

  /** A description can be printed, answered, held, refused and changed. */
  static void sdp(byte[] input) {
    strict(input);
    switch (SessionDescription.parse(input.clone())) {
      case SdpResult.Parsed parsed -> description(parsed.description());
      case SdpResult.Invalid invalid -> {
        Expect.holds(invalid.line() > 0, "a line");
        Expect.holds(!invalid.reason().isEmpty(), "a reason");
      }
    }
  }

  private static void strict(byte[] input) {
    if (SessionDescription.parse(input.clone(), SdpLimits.DEFAULT.asStrict())
        instanceof SdpResult.Parsed parsed) {
      Expect.holds(parsed.tolerated().isEmpty(), "nothing forgiven: " + parsed.tolerated());
      Expect.holds(
          SessionDescription.parse(input.clone()) instanceof SdpResult.Parsed,
          "what is strictly right is right");
    }
  }

  private static SessionDescription read(SessionDescription written, String what) {
    return switch (SessionDescription.parse(written.toBytes())) {
      case SdpResult.Parsed parsed -> parsed.description();
      case SdpResult.Invalid invalid ->
          throw new AssertionError(what + ": " + invalid + "\n" + written);
    };
  }

  private static void description(SessionDescription offer) {
    Expect.same(read(offer, "printed"), offer, "printed and read");
    var answer = OfferAnswer.answer(offer, OWN).description();
    Expect.holds(OfferAnswer.check(offer, answer).isEmpty(), "an answer that fits");
    read(answer, "the answer");
    OfferAnswer.negotiated(OWN.template(), offer, true);
    read(OfferAnswer.answer(offer, offer).description(), "the offer as its answer");
    read(
        OfferAnswer.answer(OWN.template(), LocalCapabilities.from(offer)).description(),
        "an answer with its capabilities");
    OfferAnswer.isHeld(offer);
    read(OfferAnswer.refuse(offer, Origin.of("192.0.2.1")), "the refusal");
    read(OfferAnswer.nextOffer(offer, OfferAnswer.hold(offer)), "the hold");
    read(OfferAnswer.nextOffer(OWN.template(), offer), "the next offer");
  }

  /** Bytes are a body of each package or not; a body is the same when printed and read. */
  static void event(byte[] input) {
    for (var format : BodyFormat.known()) {
      event(format, format.parse(input.clone()));
    }
  }

  private static void event(BodyFormat<?> format, BodyResult<?> result) {
    switch (result) {
      case BodyResult.Parsed<?> parsed -> {
        if (parsed.value() instanceof EventBody body) {
          Expect.holds(!body.describe().isEmpty(), "a description");
          Expect.same(
              format.parse(body.toBytes()).body().orElse(null), body, "a body printed and read");
        }
        merged(parsed.value());
      }
      case BodyResult.Invalid<?> invalid ->
          Expect.holds(!invalid.reason().isEmpty() && invalid.line() >= 0, "a reason");
    }
  }

  private static void merged(Object value) {
    switch (value) {
      case Presence presence -> {
        presence.toBuilder().build();
        presence.tuples().forEach(tuple -> tuple.toBuilder().build());
        Presence.composed(presence.entity(), List.of(presence, presence));
      }
      case MessageSummary summary -> summary.toBuilder().build();
      case DialogInfo info -> info.mergedInto(info);
      case RegInfo info -> info.mergedInto(info);
      case ConferenceInfo info -> info.mergedInto(info);
      case SipFrag frag ->
          Expect.same(
              SipFrag.parse(frag.toBytes()).status().map(Object::toString).orElse(""),
              frag.status().map(Object::toString).orElse(""),
              "the status of a fragment");
      default -> {
        // nothing more
      }
    }
  }

  /** Several bodies in one, as they are and as a list of resources. */
  static void multipart(byte[] input) {
    var parts = HeaderTargets.read(body -> Multipart.parse(MIXED, body), input.clone());
    if (parts != null) {
      MessageTargets.multipart(parts);
    }
    switch (BodyFormat.RESOURCE_LIST.parse(LIST, input.clone())) {
      case BodyResult.Parsed<ResourceList> parsed -> {
        var list = parsed.value();
        Expect.holds(!list.describe().isEmpty(), "a description");
        Expect.same(
            BodyFormat.RESOURCE_LIST.parse(list.mediaType(), list.toBytes()).body().orElse(null),
            list,
            "a list printed and read");
      }
      case BodyResult.Invalid<ResourceList> invalid ->
          Expect.holds(!invalid.reason().isEmpty(), "a reason");
    }
  }
}
