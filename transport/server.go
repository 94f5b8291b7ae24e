package transport

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/transport/longpoll"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/chatmount/chatmount/transport/sse"
	"github.com/chatmount/chatmount/transport/static"
	"github.com/chatmount/chatmount/transport/websocket"
	"github.com/chatmount/chatmount/widgetjs"
)

// Server is a mounted chat: an http.Handler for everything below one path. Its
// methods may be called concurrently.
type Server struct {
	engine    *chat.Engine
	sessions  *session.Manager
	proxies   peer.Proxies
	host      *peer.Host
	o         Options
	log       *slog.Logger
	routes    router
	newcomers newcomers
	files     *static.Files // the widget's
	styles    *static.Files // the pages'
	hosts     hosts

	websocket, sse, longpoll peer.Transport
}

// Handler returns the handler of an engine. Mount it under any path, that path
// stripped or not. It panics when it cannot work, which is a mistake in the
// program: when the engine's store keeps no sessions and o.Sessions is nil, or an
// entry of o.Origins or o.FrameAncestors is not an origin.
//
// To end it, call Shutdown, and http.Server.Shutdown after that.
func Handler(e *chat.Engine, o Options) *Server {
	s := &Server{engine: e, proxies: o.TrustedProxies, o: o, log: o.Logger, routes: newRouter(routes)}
	if s.log == nil {
		s.log = slog.Default()
	}
	var err error
	if s.sessions, err = sessionsOf(e, o); err != nil {
		panic(err)
	}
	if s.files, err = static.New(widgetjs.Dist()); err != nil {
		panic(err)
	}
	if s.styles, err = static.New(styles()); err != nil {
		panic(err)
	}
	s.hosts = newHosts(o.FrameAncestors)
	s.sessions.OnRevoke(e.SignOut)
	e.KeepSessions(s.sessions)
	s.newcomers.init(o.NewSessions)
	s.host = peer.NewHost(e, peer.Options{
		Credentials: credentials{s.sessions, s.proxies}, Origins: o.Origins, TrustedProxies: o.TrustedProxies,
		Heartbeat: o.Heartbeat, PerAddress: o.PerAddress, Total: o.Total, WriteTimeout: o.WriteTimeout, Logger: o.Logger,
	})
	s.websocket, s.sse, s.longpoll = websocket.New(s.host), sse.New(s.host), longpoll.New(s.host)
	return s
}

// sessionsOf returns the session manager to work with.
func sessionsOf(e *chat.Engine, o Options) (*session.Manager, error) {
	if o.Sessions != nil {
		return o.Sessions, nil
	}
	store, ok := e.Store().(session.Store)
	if !ok {
		return nil, errors.New("transport: the engine's store keeps no sessions: set Options.Sessions to a session.Manager over one that does")
	}
	return session.New(store, session.Options{Logger: o.Logger})
}

// Sessions returns the session manager: with it the host application lists and
// ends sessions.
func (s *Server) Sessions() *session.Manager { return s.sessions }

// Shutdown shuts the engine down, which ends every connection of it, and
// returns when the connections of this handler have ended, or with ctx's error.
// Call it before http.Server.Shutdown, which waits for streams and does not end
// them. It may be called again.
func (s *Server) Shutdown(ctx context.Context) error {
	return errors.Join(s.engine.Shutdown(ctx), s.host.Wait(ctx))
}

// credentials finds the token of a request behind the proxies of this handler.
type credentials struct {
	*session.Manager
	proxies peer.Proxies
}

// Token implements peer.Credentials.
func (c credentials) Token(r *http.Request) string {
	token, _ := c.Find(r, c.proxies.Secure(r))
	return token
}

func (s *Server) connect(w http.ResponseWriter, r *http.Request, _ call) error {
	s.websocket.Serve(w, r)
	return nil
}

func (s *Server) stream(w http.ResponseWriter, r *http.Request, _ call) error {
	s.sse.Serve(w, r)
	return nil
}

func (s *Server) poll(w http.ResponseWriter, r *http.Request, _ call) error {
	s.longpoll.Serve(w, r)
	return nil
}

// serveFile answers with a file of the widget or of the pages, whose name may
// have folders.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	for name := range names(r, max(s.files.Depth(), s.styles.Depth())) {
		if s.files.Serve(w, r, name) || s.styles.Serve(w, r, name) {
			return
		}
	}
	guard(w.Header())
	s.allowOrigin(w.Header(), r)
	s.host.WriteError(w, r, errNoRoute)
}
