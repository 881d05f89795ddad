FROM alpine:3.20 AS first
RUN echo first > /stage
FROM first
RUN false
