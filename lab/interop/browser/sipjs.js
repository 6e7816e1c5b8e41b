// The phone of page.html on SIP.js.
import { Inviter, Registerer, RegistererState, SessionState, UserAgent } from '/node_modules/sip.js/lib/index.js';

/** Resolves when `object` reaches `state`; rejects when it ends in another way. */
function reaches(object, state, ends) {
  return new Promise((resolve, reject) => {
    object.stateChange.addListener((now) => {
      if (now === state) {
        resolve();
      } else if (now === ends) {
        reject(new Error(`ended as ${now} before ${state}`));
      }
    });
  });
}

export async function run(wanted, said) {
  const media = {
    iceGatheringTimeout: 300,
    // No server is asked for addresses: nothing leaves this machine.
    peerConnectionConfiguration: { iceServers: [] },
  };
  const agent = new UserAgent({
    uri: UserAgent.makeURI(`sip:${wanted.user}@${wanted.domain}`),
    authorizationUsername: wanted.user,
    authorizationPassword: wanted.password,
    transportOptions: { server: wanted.server, keepAliveInterval: 1 },
    sessionDescriptionHandlerFactoryOptions: media,
    logLevel: 'warn',
  });
  const called = new Promise((resolve, reject) => {
    agent.delegate = {
      onInvite: (invitation) => {
        const over = reaches(invitation, SessionState.Terminated);
        invitation.accept().then(() => over).then(resolve, reject);
      },
    };
  });
  await agent.start();
  const registerer = new Registerer(agent);
  const registered = reaches(registerer, RegistererState.Registered, RegistererState.Unregistered);
  await registerer.register();
  await registered;
  await said('registered');

  const call = new Inviter(agent, UserAgent.makeURI(wanted.target));
  const up = reaches(call, SessionState.Established, SessionState.Terminated);
  const over = reaches(call, SessionState.Terminated);
  await call.invite();
  await up;
  await said('established');
  await over;
  await said('over');

  await called;
  await said('called');
  const gone = reaches(registerer, RegistererState.Unregistered);
  await registerer.unregister();
  await gone;
  await said('unregistered');
  await agent.stop();
  await said('done');
}
