package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.interop.RegisteredPhones.BaresipUser;
import org.offhook.interop.RegisteredPhones.LinphoneUser;
import org.offhook.interop.RegisteredPhones.OffhookUser;

/**
 * Attended transfer among two Offhooks and a Linphone, each in each role; baresip does not know
 * Replaces, but can be transferred to all the same.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class AttendedTransferTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.kamailio();
    Debian.linphone();
  }

  @ParameterizedTest
  @EnumSource
  void offhookTransfersLinphoneToOffhook(Wire wire) throws Exception {
    try (var alice = OffhookUser.at(KAMAILIO.get(), wire);
        var bob = OffhookUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      var first = Phones.established(alice.endpoint(), linphone.uri());
      first.hold().awaitOk(Phones.PATIENCE);
      var second = Phones.established(alice.endpoint(), bob.uri());
      var replaced = bob.nextCall();
      first.transfer(second).outcome().awaitOk(Phones.PATIENCE);
      var call = bob.nextCall();
      assertThat(call.request().from().uri()).hasToString(linphone.uri());
      assertThat(call.replaces()).containsSame(replaced);
      assertThat(replaced.ended().await(Phones.PATIENCE).cause()).isEqualTo(CallEnd.Cause.REPLACED);
      second.ended().await(Phones.PATIENCE);
      first.ended().await(Phones.PATIENCE);
      linphone.awaitTalkingTo(bob.endpoint(), bob.user());
      Phones.hangUp(call);
    }
  }

  @ParameterizedTest
  @EnumSource
  void offhookTransfersOffhookToLinphone(Wire wire) throws Exception {
    try (var alice = OffhookUser.at(KAMAILIO.get(), wire);
        var bob = OffhookUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      var followed = bob.follow();
      var first = Phones.established(alice.endpoint(), bob.uri());
      first.hold().awaitOk(Phones.PATIENCE);
      var second = Phones.established(alice.endpoint(), linphone.uri());
      first.transfer(second).outcome().awaitOk(Phones.PATIENCE);
      var call = Phones.next(followed);
      call.outcome().awaitOk(Phones.PATIENCE);
      second.ended().await(Phones.PATIENCE);
      first.ended().await(Phones.PATIENCE);
      linphone.awaitTalkingTo(bob.endpoint(), bob.user());
      linphone.phone().tell("terminate");
      Phones.awaitHangUp(call);
    }
  }

  @ParameterizedTest
  @EnumSource
  void linphoneTransfersOffhookToOffhook(Wire wire) throws Exception {
    try (var alice = OffhookUser.at(KAMAILIO.get(), wire);
        var bob = OffhookUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      var followed = alice.follow();
      linphone.phone().tell("call " + alice.uri());
      var first = alice.nextCall();
      linphone.phone().tell("pause");
      linphone.phone().tell("call " + bob.uri());
      var second = bob.nextCall();
      linphone.phone().tell("transfer 1 --to-call 2");
      var call = Phones.next(followed);
      call.outcome().awaitOk(Phones.PATIENCE);
      var taken = bob.nextCall();
      assertThat(taken.replaces()).containsSame(second);
      assertThat(second.ended().await(Phones.PATIENCE).cause()).isEqualTo(CallEnd.Cause.REPLACED);
      linphone.phone().tell("terminate 1");
      Phones.awaitHangUp(first);
      Phones.hangUp(call);
      Phones.awaitHangUp(taken);
    }
  }

  /** Baresip takes the call as one more, so the transferor has to end its own. */
  @ParameterizedTest
  @EnumSource
  void offhookTransfersOffhookToBaresip(Wire wire) throws Exception {
    Debian.baresip();
    try (var alice = OffhookUser.at(KAMAILIO.get(), wire);
        var bob = OffhookUser.at(KAMAILIO.get(), wire);
        var baresip = BaresipUser.at(KAMAILIO.get(), wire)) {
      var followed = bob.follow();
      var first = Phones.established(alice.endpoint(), bob.uri());
      var second = Phones.established(alice.endpoint(), baresip.uri());
      first.transfer(second).outcome().awaitOk(Phones.PATIENCE);
      second.ended().await(Phones.PATIENCE);
      first.ended().await(Phones.PATIENCE);
      var call = Phones.next(followed);
      assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
      baresip.phone().tell("hangup");
      Phones.awaitHangUp(call);
    }
  }
}
