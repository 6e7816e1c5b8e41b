package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;

/** Holds an answer against its offer: RFC 3264 section 6. */
final class AnswerCheck {

  private final SessionDescription offer;
  private final SessionDescription answer;
  private final List<AnswerFault> faults = new ArrayList<>();

  private AnswerCheck(SessionDescription offer, SessionDescription answer) {
    this.offer = offer;
    this.answer = answer;
  }

  static List<AnswerFault> check(SessionDescription offer, SessionDescription answer) {
    var check = new AnswerCheck(offer, answer);
    int offered = offer.media().size();
    int answered = answer.media().size();
    if (offered != answered) {
      check.serious(-1, "the offer has " + offered + " m-lines, the answer " + answered);
    }
    for (int i = 0; i < Math.min(offered, answered); i++) {
      check.medium(i, offer.media().get(i), answer.media().get(i));
    }
    if (!answer.timings().equals(offer.timings())) {
      check.faults.add(new AnswerFault(-1, "the answer's t= differs from the offer's", false));
    }
    return List.copyOf(check.faults);
  }

  /** Whether a description needs no change to be the answer. */
  static boolean isReady(SessionDescription offer, SessionDescription own) {
    if (!check(offer, own).isEmpty()) {
      return false;
    }
    for (int i = 0; i < own.media().size(); i++) {
      var medium = own.media().get(i);
      if (!own.isRefused(medium)) {
        var pairs = FormatChoice.of(medium, offer.media().get(i), false).pairs();
        boolean sameNumbers =
            pairs.entrySet().stream().allMatch(e -> e.getKey().equals(e.getValue()));
        if (!sameNumbers || pairs.size() != medium.formats().size()) {
          return false;
        }
      }
    }
    return true;
  }

  private void medium(int index, MediaDescription offered, MediaDescription answered) {
    if (!offered.type().equalsIgnoreCase(answered.type())) {
      serious(index, offered.type() + " was offered, " + answered.type() + " answered");
      return;
    }
    if (answered.formats().isEmpty()) {
      faults.add(new AnswerFault(index, "no format in the answer", !answer.isRefused(answered)));
    }
    if (answer.isRefused(answered)) {
      return;
    }
    if (offer.isRefused(offered)) {
      serious(index, "the offer has port 0, the answer has not");
      return;
    }
    if (!offered.protocol().equalsIgnoreCase(answered.protocol())) {
      serious(index, offered.protocol() + " was offered, " + answered.protocol() + " answered");
      return;
    }
    if (FormatChoice.of(answered, offered, false).isEmpty()) {
      serious(index, "no format of the answer was offered");
    }
    var direction = answer.direction(answered);
    if (offered.isRtp() && !direction.mayAnswer(offer.direction(offered))) {
      faults.add(
          new AnswerFault(
              index,
              direction.token() + " cannot answer " + offer.direction(offered).token(),
              false));
    }
    numbers(index, offered, answered);
  }

  private void numbers(int index, MediaDescription offered, MediaDescription answered) {
    for (var codec : answered.codecs()) {
      var meaning = offered.codec(codec.format());
      if (meaning.isPresent() && !meaning.get().sameCodec(codec)) {
        faults.add(
            new AnswerFault(
                index,
                "payload type "
                    + codec.format()
                    + " was offered as "
                    + meaning.get().encoding()
                    + " and answered as "
                    + codec.encoding(),
                false));
      }
    }
  }

  private void serious(int index, String reason) {
    faults.add(new AnswerFault(index, reason, true));
  }
}
