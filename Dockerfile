# syntax=docker/dockerfile:1
# Lantern in a container, for amd64 and arm64. docs/running.md says how to run it.
ARG NODE=20

# --- Build: everything that compiling takes stays here -----------------------------------------------------------
# Debian and not Alpine: the model library's ready-made binaries are for glibc.
FROM node:${NODE}-bookworm-slim AS build
WORKDIR /app
# sqlite3 is built from its source where npm finds no ready-made one; git is for the sources that "tune" builds from.
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ git \
 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
COPY scripts ./scripts
RUN npm ci --no-audit --no-fund
COPY tsconfig.base.json tsconfig.build.json ./
COPY src ./src
COPY native ./native
COPY models ./models
# What is removed at the end is needed only to compile again: a peer that stays, and the sources of the two libraries.
RUN npm run -s build \
 && node dist/tune/main.js \
 && npm prune --omit=dev --no-audit --no-fund \
 && node scripts/trim-install.mjs \
 && rm -rf dist/.tsbuildinfo \
      node_modules/typescript node_modules/@typescript \
      node_modules/sqlite3/deps node_modules/sqlite3/src \
      node_modules/node-llama-cpp/llama/gitRelease.bundle

# --- Run --------------------------------------------------------------------------------------------------------
FROM node:${NODE}-bookworm-slim
WORKDIR /app
# The page stays on the container's own loopback address until WEB_HOST=0.0.0.0 and WEB_PASSWORD are set.
ENV NODE_ENV=production DATA_DIR=/data MODELS_DIR=/models
# The user "node" (1000) may write its conversations and models, and nothing of the program.
RUN install -d -m 0700 -o node -g node /data \
 && install -d -m 0755 -o node -g node /models
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json .env.example LICENSE ./
COPY models ./models
USER node
VOLUME ["/data", "/models"]
EXPOSE 7860
# Healthy once the model is loaded and every platform with a token is connected; the first start also fetches the model.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20m --retries=4 \
  CMD ["node", "-e", "const port = process.env.WEB_PORT || '7860'; if (port !== '0') fetch(`http://127.0.0.1:${port}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself gets SIGTERM and ends within 10 seconds.
CMD ["node", "dist/main.js"]
